using System.Globalization;

namespace DeepMetric.Lab.Tests;

/// <summary>Cultures that write numbers in other ways.</summary>
internal static class Cultures
{
    /// <summary>A culture of these marks; cultures by name are not there when globalization is invariant, so their number formats are made by hand.</summary>
    public static CultureInfo Of(string name, string decimalMark, string groupMark)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = decimalMark;
        culture.NumberFormat.NumberGroupSeparator = groupMark;
        culture.NumberFormat.PercentDecimalSeparator = decimalMark;
        culture.NumberFormat.NegativeSign = name == "de-DE" ? "-" : "~";
        return culture;
    }

    /// <summary>What a function gives under a culture.</summary>
    public static T Under<T>(CultureInfo culture, Func<T> make)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return make();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>What a function gives under the invariant culture, after a check that it gives the same under a German, a Turkish and a Russian one.</summary>
    public static T SameUnderAll<T>(Func<T> make)
    {
        T invariant = Under(CultureInfo.InvariantCulture, make);
        foreach (CultureInfo culture in (CultureInfo[])[Of("de-DE", ",", "."), Of("tr-TR", ",", "."), Of("ru-RU", ",", "\u00A0")])
        {
            Assert.Equal(invariant, Under(culture, make));
        }

        return invariant;
    }
}
