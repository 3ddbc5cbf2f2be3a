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
        return from final in runs.Finals()
               where final.Outcome.Failure is not null
               select final.Warn(
                   Id,
                   FormattableString.Invariant($"{final.Run.Arm} diverged with seed {final.Run.Seed}: its {final.Outcome.Failure!.Tensor} was no longer finite at step {final.Outcome.Failure.Step}. ")
                       + "It is left out of the comparison. Try a smaller learning rate.");
    }
}
