using System.Globalization;
using DeepMetric.Lab.Metrics;

namespace DeepMetric.Lab.Reports;

/// <summary>How the report writes numbers: a point as the decimal mark, a true minus, thousands with a comma.</summary>
internal static class Numerals
{
    /// <summary>What stands where there is no number.</summary>
    public const string Missing = "–";

    private static readonly NumberFormatInfo Format = new() { NegativeSign = "−" };

    /// <summary>A count, e.g. <c>1,797</c>.</summary>
    public static string Count(long value) => value.ToString("#,0", Format);

    /// <summary>A mean and its interval with the same decimals: three for scores, else as many as the largest of the three needs for three digits.</summary>
    /// <param name="metric">What the numbers are of.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="low">The lower end of the interval; null where there is none.</param>
    /// <param name="high">The upper end of the interval; null where there is none.</param>
    /// <param name="signed">Whether a positive mean gets a plus, as differences do.</param>
    /// <returns>The mean, and the interval in brackets or null.</returns>
    public static (string Mean, string? Interval) Estimate(MetricInfo metric, double mean, double? low, double? high, bool signed = false)
    {
        bool isScore = metric.Group is MetricGroup.Retrieval or MetricGroup.Classification or MetricGroup.Clustering;
        double largest = Math.Max(Math.Abs(mean), Math.Max(Math.Abs(low ?? 0), Math.Abs(high ?? 0)));
        int decimals = isScore ? 3 : SignificantDecimals(largest);
        string text = Fixed(mean, decimals);
        return (signed && mean > 0 ? "+" + text : text, low is { } from && high is { } to ? $"[{Fixed(from, decimals)}, {Fixed(to, decimals)}]" : null);
    }

    /// <summary>A p-value, e.g. <c>0.012</c>, or <c>&lt; 0.001</c>.</summary>
    public static string Probability(double p) => p < 0.001 ? "< 0.001" : p.ToString("0.000", Format);

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
