using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Metrics;

namespace DeepMetric.Lab.Studies.Rules;

/// <summary>A canary: embeddings that lie in a point or on a line.</summary>
/// <remarks>Collapsed: an effective rank below 1.5, or a standard deviation below a twentieth of the 1/√d that evenly spread unit embeddings have.</remarks>
public sealed class CollapseRule : IStudyRule
{
    private const double LeastRank = 1.5;
    private const double LeastShare = 0.05;

    /// <inheritdoc/>
    public string Id => "collapse";

    /// <inheritdoc/>
    public IEnumerable<StudyFinding> Inspect(StudyResults results, FinishedRuns runs)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(runs);
        foreach (ResolvedDataset dataset in results.Spec.Datasets)
        {
            double least = LeastShare / Math.Sqrt(dataset.Run.Net.EmbeddingSize);
            foreach (Track track in results.Spec.File.Tracks)
            {
                foreach ((PlannedRun run, UnitOutcome outcome) in runs.Of(dataset.Name, track, RunRole.Final).Where(entry => entry.Outcome.Result is not null))
                {
                    double? rank = outcome.Result!.Numbers.TryGetValue(MetricCatalog.EffectiveRank, out double value) ? value : null;
                    double deviation = outcome.Trace?.EmbeddingDeviation ?? double.PositiveInfinity;
                    if (rank < LeastRank || deviation < least)
                    {
                        yield return new StudyFinding
                        {
                            Id = Id,
                            Severity = Severity.Warning,
                            Dataset = dataset.Name,
                            Track = track,
                            Arm = run.Arm,
                            Message = FormattableString.Invariant($"On {dataset.Name} the embeddings of {run.Arm} collapsed with seed {run.Seed}: effective rank {rank:0.00} (1.5 is the least), ")
                                + FormattableString.Invariant($"standard deviation {deviation:0.0000} ({least:0.0000} is the least)."),
                        };
                    }
                }
            }
        }
    }
}
