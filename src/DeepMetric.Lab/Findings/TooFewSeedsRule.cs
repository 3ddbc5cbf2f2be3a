using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Findings;

/// <summary>Objects to verdicts that rest on few seeds.</summary>
public sealed class TooFewSeedsRule : IFindingRule
{
    /// <inheritdoc/>
    public string Id => "too-few-seeds";

    /// <inheritdoc/>
    public IEnumerable<Finding> Inspect(ComparisonResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        int seeds = results.Spec.Seeds.Count;
        if (seeds >= SeedCounts.Enough)
        {
            yield break;
        }

        string found = seeds == 1 ? "The run has 1 seed" : $"The run has {seeds} seeds";
        yield return new Finding
        {
            Id = Id,
            Severity = Severity.Warning,
            Message = seeds < SeedCounts.Fewest
                ? $"{found}: nothing was tested, as a test needs {SeedCounts.Fewest}; run {SeedCounts.Enough}."
                : $"{found}: intervals are wide and verdicts weak below {SeedCounts.Enough}; run more seeds.",
        };
    }
}
