using DeepMetric.Lab.Findings;

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
        return from dataset in results.Spec.Datasets
               from track in results.Spec.File.Tracks
               from entry in runs.Of(dataset.Name, track, RunRole.Final).DistinctBy(entry => entry.Run.Arm)
               where entry.Outcome.Trace is { ReactsToLabels: false }
               select new StudyFinding
               {
                   Id = Id,
                   Severity = Severity.Warning,
                   Dataset = dataset.Name,
                   Track = track,
                   Arm = entry.Run.Arm,
                   Message = $"The loss of {entry.Run.Arm} does not react to labels: permuted, they give the same value. It cannot learn what classes are.",
               };
    }
}
