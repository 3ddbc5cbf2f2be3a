using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Findings;

/// <summary>Marks a score of the main experiment on which the raw input is about as good as the best arm, so that it tells little about the losses.</summary>
public sealed class CeilingRule : IFindingRule
{
    /// <summary>The rule's id.</summary>
    public const string RuleId = "ceiling";

    private const double Within = 0.02;

    // Two scores of three decimals that differ by exactly 0.02 differ by a little more or less as doubles.
    private const double Rounding = 1e-12;

    /// <inheritdoc/>
    public string Id => RuleId;

    /// <inheritdoc/>
    public IEnumerable<Finding> Inspect(ComparisonResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        foreach (MetricInfo metric in MetricCatalog.All.Where(TestFamily.IsOfTable))
        {
            ArmSummary? raw = results.Summary(ExperimentSpec.Main, BaselineResult.RawInput, metric.Id);
            ArmSummary? best = results.Spec.Arms
                .Select(arm => results.Summary(ExperimentSpec.Main, arm.Name, metric.Id))
                .OfType<ArmSummary>()
                .MaxBy(summary => summary.Mean);
            if (raw is null || best is null || raw.Mean < best.Mean - Within - Rounding)
            {
                continue;
            }

            yield return new Finding
            {
                Id = Id,
                Severity = Severity.Note,
                Metric = metric.Id,
                Message = $"{metric.Title} is at its ceiling: the raw input reaches {ResultFormat.Interval(raw)}, the best arm ({best.Arm}) "
                    + $"{ResultFormat.Value(metric.Id, best.Mean)}; within 0.02 of the raw input a score says little about a loss.",
            };
        }
    }
}
