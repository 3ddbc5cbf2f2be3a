using DeepMetric.Lab.Findings;

namespace DeepMetric.Lab.Studies.Rules;

/// <summary>Warns where no margin of the grid brings an arm's negatives as far as those of the arm it is matched with.</summary>
public sealed class MarginNotMatchedRule : IStudyRule
{
    /// <inheritdoc/>
    public string Id => "margin-not-matched";

    /// <inheritdoc/>
    public IEnumerable<StudyFinding> Inspect(StudyResults results, FinishedRuns runs)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(runs);
        double tolerance = results.Spec.File.MarginMatching.Tolerance;
        foreach (TrackResults entry in results.Entries.Where(entry => entry.Track == Track.MarginMatched))
        {
            (PlannedRun Run, UnitOutcome Outcome)[] tries = [.. runs.Of(entry.Dataset, entry.Track, RunRole.MarginTry)];
            double? target = tries.First(run => run.Run.Number == 0).Outcome.Trace?.LateNegativeDistance;
            foreach (IGrouping<string, (PlannedRun Run, UnitOutcome Outcome)> arm in tries.Where(run => run.Run.Number > 0).GroupBy(run => run.Run.Arm))
            {
                double best = arm.Select(run => run.Outcome.Trace?.LateNegativeDistance is double distance && target is double wanted ? Math.Abs(distance - wanted) / Math.Abs(wanted) : double.PositiveInfinity).Min();
                if (!(best <= tolerance))
                {
                    yield return new StudyFinding
                    {
                        Id = Id,
                        Severity = Severity.Warning,
                        Dataset = entry.Dataset,
                        Track = entry.Track,
                        Arm = arm.Key,
                        Message = double.IsFinite(best)
                            ? FormattableString.Invariant($"On {entry.Dataset} no margin of the grid matches {arm.Key}: the nearest leaves its negatives {best:P0} away, and {tolerance:P0} is asked for. Add margins to the grid.")
                            : $"On {entry.Dataset} the margin of {arm.Key} cannot be matched: the distance of its negatives is not known.",
                    };
                }
            }
        }
    }
}
