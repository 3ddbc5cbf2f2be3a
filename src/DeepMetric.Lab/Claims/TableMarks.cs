using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Claims;

/// <summary>Which arm a table marks as the better one: by the corrected decision alone.</summary>
public static class TableMarks
{
    /// <summary>The arm that is significantly better than every other one; null where there is none, or where the metric is a description and not a score.</summary>
    /// <param name="results">The results.</param>
    /// <param name="metric">The metric's id.</param>
    /// <param name="experiment">The experiment.</param>
    /// <exception cref="ArgumentException">There is no such metric.</exception>
    public static string? Better(ComparisonResults results, string metric, string experiment = ExperimentSpec.Main)
    {
        ArgumentNullException.ThrowIfNull(results);
        ExperimentSpec? found = results.Spec.Experiments.FirstOrDefault(candidate => candidate.Name == experiment);
        return found is null ? null : Better(results, metric, experiment, [.. results.Spec.ArmsOf(found).Select(arm => arm.Name)]);
    }

    /// <summary>Of some arms, the one that is significantly better than every other of them; null where there is none.</summary>
    internal static string? Better(ComparisonResults results, string metric, string experiment, IReadOnlyList<string> arms) =>
        arms.Count < 2 ? null : arms.FirstOrDefault(arm => arms.All(other => other == arm || Beats(results, metric, experiment, arm, other)));

    /// <summary>Whether the raw input comes within 0.02 of the best arm's mean, or above it, in the main experiment.</summary>
    /// <param name="results">The results.</param>
    /// <param name="metric">The metric's id.</param>
    public static bool IsAtCeiling(ComparisonResults results, string metric)
    {
        ArgumentNullException.ThrowIfNull(results);
        return results.Findings.Any(finding => finding.Id == Lab.Findings.CeilingRule.RuleId && finding.Metric == metric);
    }

    /// <summary>The arm that a corrected test shows to be better; null where it shows none, or where the metric is a description and not a score.</summary>
    /// <param name="comparison">The test.</param>
    public static string? BetterOf(PairedComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        if (comparison is not { Significant: true, Difference: double difference } || difference == 0)
        {
            return null;
        }

        return MetricCatalog.Get(comparison.Metric).Direction switch
        {
            MetricDirection.HigherIsBetter => difference > 0 ? comparison.Second : comparison.First,
            MetricDirection.LowerIsBetter => difference < 0 ? comparison.Second : comparison.First,
            _ => null,
        };
    }

    private static bool Beats(ComparisonResults results, string metric, string experiment, string arm, string other) =>
        results.Comparison(experiment, metric, other, arm) is { } comparison && BetterOf(comparison) == arm;
}
