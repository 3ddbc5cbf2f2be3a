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
        foreach (FinalRun final in runs.Finals().Where(final => final.Outcome.Result is not null))
        {
            double least = LeastShare / Math.Sqrt(final.Dataset.Run.Net.EmbeddingSize);
            double? rank = final.Outcome.Result!.Numbers.TryGetValue(MetricCatalog.EffectiveRank, out double value) ? value : null;
            double deviation = final.Outcome.Trace?.EmbeddingDeviation ?? double.PositiveInfinity;
            if (rank < LeastRank || deviation < least)
            {
                yield return final.Warn(
                    Id,
                    FormattableString.Invariant($"On {final.Dataset.Name} the embeddings of {final.Run.Arm} collapsed with seed {final.Run.Seed}: effective rank {rank:0.00} (1.5 is the least), ")
                        + FormattableString.Invariant($"standard deviation {deviation:0.0000} ({least:0.0000} is the least)."));
            }
        }
    }
}
