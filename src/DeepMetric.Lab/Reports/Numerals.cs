using System.Globalization;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Reports;

/// <summary>How the report writes numbers: a point as the decimal mark, a true minus, thousands with a comma.</summary>
internal static class Numerals
{
    /// <summary>What stands where there is no number.</summary>
    public const string Missing = "–";

    private static readonly NumberFormatInfo Format = new() { NegativeSign = "−" };

    /// <summary>A count, e.g. <c>1,797</c>.</summary>
    public static string Count(long value) => value.ToString("#,0", Format);

    /// <summary>A mean and its interval.</summary>
    /// <returns>The mean, and the interval in brackets or null.</returns>
    public static (string Mean, string? Interval) Of(ArmSummary summary) => Split(ResultFormat.Interval(summary));

    /// <summary>A difference and its interval, with their signs.</summary>
    /// <returns>The difference, and the interval in brackets or null.</returns>
    public static (string Difference, string? Interval) Of(PairedComparison comparison) => Split(ResultFormat.Difference(comparison));

    /// <summary>A p-value with its letter, e.g. <c>p = 0.012</c>.</summary>
    public static string Probability(double p) => ResultFormat.P(p);

    /// <summary>A p-value for a column that is headed by its letter, e.g. <c>0.012</c> or <c>&lt; 0.001</c>.</summary>
    public static string BareProbability(double p) => ResultFormat.P(p)["p ".Length..].TrimStart('=', ' ');

    /// <summary>A share as a percentage with one decimal.</summary>
    public static string Percent(double share) => (100 * share).ToString("0.0", Format) + " %";

    /// <summary>A number with as many decimals as three significant digits need.</summary>
    public static string Significant(double value) => Fixed(value, SignificantDecimals(value));

    /// <summary>A setting as it would be typed, e.g. <c>0.001</c>.</summary>
    public static string Plain(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static int SignificantDecimals(double value)
    {
        double size = Math.Abs(value);
        return size == 0 || !double.IsFinite(size) ? 2 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(size)), 0, 9);
    }

    // The numbers are those that a terminal shows; only their places and the minus differ.
    private static (string Number, string? Interval) Split(string text)
    {
        string shown = text.Replace('-', '−');
        int bracket = shown.IndexOf(" [", StringComparison.Ordinal);
        return bracket < 0 ? (shown, null) : (shown[..bracket], shown[(bracket + 1)..]);
    }

    private static string Fixed(double value, int decimals)
    {
        if (!double.IsFinite(value))
        {
            return Missing;
        }

        double rounded = Math.Round(value, decimals, MidpointRounding.ToEven);
        return rounded == 0
            ? 0.0.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), Format)
            : rounded.ToString((Math.Abs(rounded) >= 10000 ? "N" : "F") + decimals.ToString(CultureInfo.InvariantCulture), Format);
    }
}
