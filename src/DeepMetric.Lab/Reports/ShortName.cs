using System.Globalization;

namespace DeepMetric.Lab.Reports;

/// <summary>Names where there is little room.</summary>
internal static class ShortName
{
    /// <summary>The name; where it is too long, what stands behind its last stroke, which tells the classes of a category apart; where that is too long, its beginning.</summary>
    /// <param name="name">The name, such as <c>fruit/apple</c>.</param>
    /// <param name="longest">The most characters, as a reader counts them.</param>
    public static string Of(string name, int longest)
    {
        if (new StringInfo(name).LengthInTextElements <= longest)
        {
            return name;
        }

        string last = name[(name.LastIndexOf('/') + 1)..];
        return Cut(last.Length > 0 ? last : name, longest);
    }

    /// <summary>The name; where it is too long, its beginning.</summary>
    /// <param name="name">The name.</param>
    /// <param name="longest">The most characters, as a reader counts them.</param>
    public static string Cut(string name, int longest)
    {
        var shown = new StringInfo(name);
        return shown.LengthInTextElements <= longest ? name : shown.SubstringByTextElements(0, longest - 1) + "…";
    }
}
