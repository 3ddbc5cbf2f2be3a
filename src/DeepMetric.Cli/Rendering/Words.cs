using System.Globalization;

namespace DeepMetric.Cli.Rendering;

/// <summary>Counts in words.</summary>
internal static class Words
{
    /// <summary>Such as <c>1 seed</c>, <c>5 seeds</c> and <c>2 losses</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">Of what, in the singular.</param>
    public static string Count(int count, string noun)
    {
        string plural = noun.EndsWith('s') ? noun + "es" : noun + "s";
        return string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? noun : plural)}");
    }
}
