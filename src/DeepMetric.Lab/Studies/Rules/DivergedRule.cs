using DeepMetric.Lab.Findings;

namespace DeepMetric.Lab.Studies.Rules;

/// <summary>Names each training whose numbers were no longer finite, with the step and the tensor at fault.</summary>
public sealed class DivergedRule : IStudyRule
{
    /// <inheritdoc/>
    public string Id => "diverged";

    /// <inheritdoc/>
    public IEnumerable<StudyFinding> Inspect(StudyResults results, FinishedRuns runs)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(runs);
        return from dataset in results.Spec.Datasets
               from track in results.Spec.File.Tracks
               from entry in runs.Of(dataset.Name, track, RunRole.Final)
               where entry.Outcome.Failure is not null
               select new StudyFinding
               {
                   Id = Id,
                   Severity = Severity.Warning,
                   Dataset = dataset.Name,
                   Track = track,
                   Arm = entry.Run.Arm,
                   Message = FormattableString.Invariant($"{entry.Run.Arm} diverged with seed {entry.Run.Seed}: its {entry.Outcome.Failure!.Tensor} was no longer finite at step {entry.Outcome.Failure.Step}. ")
                       + "It is left out of the comparison. Try a smaller learning rate.",
               };
    }
}
