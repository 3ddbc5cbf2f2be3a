namespace DeepMetric.Lab.Studies.Rules;

/// <summary>A canary: the value of a loss must change when labels are permuted.</summary>
public sealed class LabelBlindRule : IStudyRule
{
    /// <inheritdoc/>
    public string Id => "label-blind";

    /// <inheritdoc/>
    public IEnumerable<StudyFinding> Inspect(StudyResults results, FinishedRuns runs)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(runs);
        return from final in runs.Finals().DistinctBy(final => final.Place)
               where final.Outcome.Trace is { ReactsToLabels: false }
               select final.Warn(Id, $"The loss of {final.Run.Arm} does not react to labels: permuted, they give the same value. It cannot learn what classes are.");
    }
}
