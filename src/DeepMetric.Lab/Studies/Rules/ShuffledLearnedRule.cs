using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Metrics;

namespace DeepMetric.Lab.Studies.Rules;

/// <summary>A canary: an arm that was trained and tested on permuted labels must not be better than chance.</summary>
/// <remarks>Chance is the share of other items with one's label; Recall@1 over n items may exceed it by 5 standard errors √(p (1 − p) / n).</remarks>
public sealed class ShuffledLearnedRule : IStudyRule
{
    private const double StandardErrors = 5;

    /// <inheritdoc/>
    public string Id => "shuffled-learned";

    /// <inheritdoc/>
    public IEnumerable<StudyFinding> Inspect(StudyResults results, FinishedRuns runs)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(runs);
        foreach (ResolvedDataset dataset in results.Spec.Datasets)
        {
            foreach ((PlannedRun run, UnitOutcome outcome) in runs.Of(dataset.Name, Track.AsIs, RunRole.ShuffledCanary))
            {
                if (outcome is { Result.Numbers: { } numbers, Trace: { } trace } && numbers.TryGetValue(MetricCatalog.RecallAt1, out double recall)
                    && recall > trace.Chance + (StandardErrors * Math.Sqrt(trace.Chance * (1 - trace.Chance) / dataset.Facts.TestItems)))
                {
                    yield return new StudyFinding
                    {
                        Id = Id,
                        Severity = Severity.Warning,
                        Dataset = dataset.Name,
                        Arm = run.Arm,
                        Message = FormattableString.Invariant($"On {dataset.Name} {run.Arm} learnt permuted labels: Recall@1 {recall:0.000} where chance is {trace.Chance:0.000}. ")
                            + "Something tells test items' labels; no number of this data set can be trusted before that is found.",
                    };
                }
            }
        }
    }
}
