using System.Globalization;
using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Formatting;

/// <summary>How numbers, intervals and decisions read, on a terminal and in a report alike. The culture is always the invariant one.</summary>
public static class ResultFormat
{
    private const int ScoreDecimals = 3;
    private const int SignificantDigits = 3;
    private const double SmallestFixed = 1e-5;
    private const double LargestFixed = 1e6;

    /// <summary>A metric's title; an unknown metric's id.</summary>
    /// <param name="metric">The metric's id.</param>
    public static string Title(string metric) => MetricCatalog.All.FirstOrDefault(candidate => candidate.Id == metric)?.Title ?? metric;

    /// <summary>One value of a metric: scores with 3 decimals, other numbers with 3 significant digits.</summary>
    /// <param name="metric">The metric's id.</param>
    /// <param name="value">The value.</param>
    public static string Value(string metric, double value) => Write(value, FormatFor(metric, value));

    /// <summary>A mean with its interval, e.g. <c>0.953 [0.948, 0.958]</c>; the mean alone where there is no interval.</summary>
    /// <param name="summary">The summary.</param>
    public static string Interval(ArmSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return Interval(summary.Metric, summary.Mean, summary.Low, summary.High);
    }

    /// <summary>A mean with half the width of its interval, e.g. <c>0.953 ±0.005</c>; the mean alone where there is no interval.</summary>
    /// <param name="summary">The summary.</param>
    public static string PlusMinus(ArmSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        if (summary is not { Low: double low, High: double high })
        {
            return Value(summary.Metric, summary.Mean);
        }

        double half = (high - low) / 2;
        string format = FormatFor(summary.Metric, Math.Max(Math.Abs(summary.Mean), half));
        return $"{Write(summary.Mean, format)} ±{Write(half, format)}";
    }

    /// <summary>A mean with its interval, all with the decimals that the larger of the mean and the half width needs.</summary>
    /// <param name="metric">The metric's id.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="low">The lower end; null without an interval.</param>
    /// <param name="high">The upper end; null without an interval.</param>
    public static string Interval(string metric, double mean, double? low, double? high)
    {
        if (low is not double from || high is not double to)
        {
            return Value(metric, mean);
        }

        string format = FormatFor(metric, Math.Max(Math.Abs(mean), (to - from) / 2));
        return $"{Write(mean, format)} [{Write(from, format)}, {Write(to, format)}]";
    }

    /// <summary>A mean difference with its interval and a sign, e.g. <c>+0.013 [+0.004, +0.022]</c>; <c>not defined</c> without pairs.</summary>
    /// <param name="comparison">The comparison.</param>
    public static string Difference(PairedComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        if (comparison.Difference is not double difference)
        {
            return "not defined";
        }

        double halfWidth = comparison is { Low: double from, High: double to } ? (to - from) / 2 : 0;
        string format = FormatFor(comparison.Metric, Math.Max(Math.Abs(difference), halfWidth));
        string text = Signed(difference, format);
        return comparison is { Low: double low, High: double high } ? $"{text} [{Signed(low, format)}, {Signed(high, format)}]" : text;
    }

    /// <summary>A p-value, e.g. <c>p = 0.041</c> or <c>p &lt; 0.001</c>.</summary>
    /// <param name="p">The p-value.</param>
    public static string P(double p)
    {
        // Just under the level 0.05 three decimals would read as if it were not under it.
        double shown = p < 0.05 ? Math.Min(p, 0.0494) : p;
        return p < 0.001 ? "p < 0.001" : "p = " + shown.ToString("0.000", CultureInfo.InvariantCulture);
    }

    /// <summary>The corrected decision, e.g. <c>triplet higher (corrected p = 0.003)</c> or <c>no difference shown (corrected p = 0.410)</c>.</summary>
    /// <param name="comparison">The comparison.</param>
    public static string Decision(PairedComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        if (comparison.HolmP is not double p)
        {
            return comparison.Pairs == 1 ? "not tested (1 pair)" : $"not tested ({comparison.Pairs} pairs)";
        }

        string decision = !comparison.Significant ? Words(Verdict.NoDifferenceShown)
            : comparison.Difference > 0 ? $"{comparison.Second} higher"
            : $"{comparison.First} higher";
        return $"{decision} (corrected {P(p)})";
    }

    /// <summary>A verdict in words, e.g. <c>supported, explained by scale</c>.</summary>
    /// <param name="verdict">The verdict.</param>
    public static string Words(Verdict verdict) => verdict switch
    {
        Verdict.Supported => "supported",
        Verdict.Contradicted => "contradicted",
        Verdict.SupportedExplainedByScale => "supported, explained by scale",
        Verdict.Mixed => "mixed",
        Verdict.NoDifferenceShown => "no difference shown",
        Verdict.TooFewSeeds => "too few seeds",
        Verdict.NotTested => "not tested",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Expected a verdict."),
    };

    /// <summary>A claim's verdict with its dependence on the form, e.g. <c>supported, depends on the form (paper: mixed)</c>.</summary>
    /// <param name="claim">The verdict on the claim.</param>
    public static string Words(ClaimVerdict claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return claim is { DependsOnForm: true, PaperVerdict: Verdict paper }
            ? $"{Words(claim.Verdict)}, depends on the form (paper: {Words(paper)})"
            : Words(claim.Verdict);
    }

    /// <summary>How a number stands to its claim, in words.</summary>
    /// <param name="outcome">The outcome.</param>
    public static string Words(NumberOutcome outcome) => outcome switch
    {
        NumberOutcome.Agrees => "agrees",
        NumberOutcome.Contradicts => "contradicts",
        NumberOutcome.NotShown => "not shown",
        NumberOutcome.Undefined => "not defined for every seed",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Expected an outcome."),
    };

    private static string FormatFor(string metric, double value)
    {
        MetricInfo? info = MetricCatalog.All.FirstOrDefault(candidate => candidate.Id == metric);
        if (info?.Group is MetricGroup.Retrieval or MetricGroup.Classification or MetricGroup.Clustering)
        {
            return "F" + ScoreDecimals.ToString(CultureInfo.InvariantCulture);
        }

        double size = Math.Abs(value);
        if (size != 0 && (size < SmallestFixed || size >= LargestFixed))
        {
            return "0.00e0";
        }

        int decimals = size == 0 ? SignificantDigits : Math.Max(0, SignificantDigits - 1 - (int)Math.Floor(Math.Log10(size)));
        return "F" + decimals.ToString(CultureInfo.InvariantCulture);
    }

    private static string Write(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture) switch
    {
        // A small negative number must not read "-0.000".
        ['-', .. string digits] when digits.All(digit => digit is '0' or '.') => digits,
        string text => text,
    };

    private static string Signed(double value, string format)
    {
        string text = Write(value, format);
        return text[0] == '-' || text.All(character => character is '0' or '.') ? text : "+" + text;
    }
}
