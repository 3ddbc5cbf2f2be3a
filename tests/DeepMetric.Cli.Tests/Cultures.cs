using System.Globalization;

namespace DeepMetric.Cli.Tests;

/// <summary>Runs something under cultures that write numbers in different ways.</summary>
/// <remarks>Cultures by name are not there when globalization is invariant, so their number formats are made by hand.</remarks>
internal static class Cultures
{
    /// <summary>Gives what comes of it, the same under every culture.</summary>
    public static T Same<T>(Func<T> run)
    {
        T expected = Under(CultureInfo.InvariantCulture, run);
        Assert.Equal(expected, Under(Made(".", ",", "-"), run));
        Assert.Equal(expected, Under(Made(",", ".", "-"), run));
        Assert.Equal(expected, Under(Made(",", "\u00A0", "\u2212"), run));
        return expected;
    }

    private static T Under<T>(CultureInfo culture, Func<T> run)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return run();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static CultureInfo Made(string decimalMark, string groupMark, string minus)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = decimalMark;
        culture.NumberFormat.NumberGroupSeparator = groupMark;
        culture.NumberFormat.NegativeSign = minus;
        return culture;
    }
}
