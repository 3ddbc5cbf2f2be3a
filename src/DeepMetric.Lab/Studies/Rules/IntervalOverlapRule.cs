using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Studies.Rules;

/// <summary>Notes where the arm with the best mean of the study's first metric leads by less than the intervals' width, and no test shows it better.</summary>
public sealed class IntervalOverlapRule : IStudyRule
{
    /// <inheritdoc/>
    public string Id => "interval-overlap";

    /// <inheritdoc/>
    public IEnumerable<StudyFinding> Inspect(StudyResults results, FinishedRuns runs)
    {
        ArgumentNullException.ThrowIfNull(results);
        string metric = results.Spec.File.Metrics[0];
        bool higher = MetricCatalog.Get(metric).Direction != MetricDirection.LowerIsBetter;
        foreach (TrackResults entry in results.Entries)
        {
            ComparisonResults comparison = entry.Comparison;
            string experiment = comparison.Spec.Experiments[0].Name;
            ArmSummary[] order =
            [
                .. comparison.Spec.Arms.Select(arm => comparison.Summary(experiment, arm.Name, metric)).OfType<ArmSummary>().OrderBy(summary => higher ? -summary.Mean : summary.Mean),
            ];
            if (order is [var first, var second, ..] && first is { Low: double low, High: double high } && second is { Low: double lowOfSecond, High: double highOfSecond }
                && low <= highOfSecond && lowOfSecond <= high
                && comparison.Comparison(experiment, metric, first.Arm, second.Arm) is { } test && TableMarks.BetterOf(test) is null)
            {
                yield return new StudyFinding
                {
                    Id = Id,
                    Severity = Severity.Note,
                    Dataset = entry.Dataset,
                    Track = entry.Track,
                    Message = FormattableString.Invariant($"On {entry.Dataset} the lead of {first.Arm} over {second.Arm} in {MetricCatalog.Get(metric).Title} ({first.Mean:0.000} and {second.Mean:0.000}) lies within the intervals, and no test shows it."),
                };
            }
        }
    }
}
