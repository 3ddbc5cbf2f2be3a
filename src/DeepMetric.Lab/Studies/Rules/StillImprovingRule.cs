using DeepMetric.Lab.Findings;

namespace DeepMetric.Lab.Studies.Rules;

/// <summary>Warns of arms whose loss was still falling when training ended: by more than 5 % from the last but one to the last tenth of the steps, in most of their trainings.</summary>
public sealed class StillImprovingRule : IStudyRule
{
    private const double Falls = 0.05;

    /// <inheritdoc/>
    public string Id => "still-improving";

    /// <inheritdoc/>
    public IEnumerable<StudyFinding> Inspect(StudyResults results, FinishedRuns runs)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(runs);
        foreach (TrackResults entry in results.Entries)
        {
            string[] improving =
            [
                .. from arm in runs.Of(entry.Dataset, entry.Track, RunRole.Final).GroupBy(final => final.Run.Arm)
                   where arm.Count(final => IsFalling(final.Outcome.Trace)) * 2 > arm.Count()
                   select arm.Key,
            ];
            if (improving.Length > 0)
            {
                yield return new StudyFinding
                {
                    Id = Id,
                    Severity = Severity.Warning,
                    Dataset = entry.Dataset,
                    Track = entry.Track,
                    Arm = improving is [var one] ? one : null,
                    Message = $"On {entry.Dataset} {string.Join(" and ", improving)} {(improving.Length == 1 ? "was" : "were")} still improving when training ended (the loss fell by more than 5 % in the last tenth): "
                        + "with more epochs the order may change.",
                };
            }
        }
    }

    private static bool IsFalling(TrainingTrace? trace) => trace is { Losses: [.., var before, var last] } && before > 0 && (before - last) / before > Falls;
}
