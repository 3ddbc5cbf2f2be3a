using DeepMetric.Lab.Findings;

namespace DeepMetric.Lab.Studies.Rules;

/// <summary>Warns where arms had different numbers of trials that came to an end, so that one was tuned better than the other.</summary>
public sealed class UnequalTuningRule : IStudyRule
{
    /// <inheritdoc/>
    public string Id => "unequal-tuning";

    /// <inheritdoc/>
    public IEnumerable<StudyFinding> Inspect(StudyResults results, FinishedRuns runs)
    {
        ArgumentNullException.ThrowIfNull(results);
        foreach (TrackResults entry in results.Entries.Where(entry => entry.Track == Track.Tuned))
        {
            (string Arm, int Count)[] counts = [.. entry.Trials.Select(arm => (arm.Key, arm.Value.Count(trial => trial.Objective is not null)))];
            if (counts.Select(count => count.Count).Distinct().Count() > 1)
            {
                yield return new StudyFinding
                {
                    Id = Id,
                    Severity = Severity.Warning,
                    Dataset = entry.Dataset,
                    Track = entry.Track,
                    Message = $"On {entry.Dataset} tuning was unequal, because trials failed: {string.Join(", ", counts.Select(count => FormattableString.Invariant($"{count.Arm} {count.Count}")))} came to an end.",
                };
            }
        }
    }
}
