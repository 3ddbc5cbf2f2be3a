using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Findings;

/// <summary>Says in how many seeds of the main experiment a loss never fell as far as a number asks.</summary>
public sealed class NotReachedRule : IFindingRule
{
    private static readonly string[] Metrics = [MetricCatalog.EpochsToHalf, MetricCatalog.EpochsToTenth];

    /// <inheritdoc/>
    public string Id => "not-reached";

    /// <inheritdoc/>
    public IEnumerable<Finding> Inspect(ComparisonResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        int seeds = results.Spec.Seeds.Count;
        if (results.Spec.Experiments.All(experiment => experiment.Name != ExperimentSpec.Main))
        {
            yield break;
        }

        foreach (string metric in Metrics)
        {
            List<string> arms =
            [
                .. from arm in results.Spec.Arms
                   let missing = seeds - (results.Summary(ExperimentSpec.Main, arm.Name, metric)?.Count ?? 0)
                   where missing > 0
                   select $"{arm.Name} in {missing} of {seeds} seeds",
            ];
            if (arms.Count > 0)
            {
                yield return new Finding
                {
                    Id = Id,
                    Severity = Severity.Note,
                    Metric = metric,
                    Message = $"{ResultFormat.Title(metric)}: not reached by {string.Join(", ", arms)}; the means are over the other seeds. "
                        + "A loss over positive pairs has a floor; more epochs help only above it.",
                };
            }
        }
    }
}
