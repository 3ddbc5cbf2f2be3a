using DeepMetric.Lab.Findings;

namespace DeepMetric.Lab.Studies.Rules;

/// <summary>Notes where most active terms late in training are positive pairs, which are inactive at distance 0 alone: the active ratio then says little about hard samples.</summary>
public sealed class PositivesDominateRule : IStudyRule
{
    private const double Most = 0.5;

    /// <inheritdoc/>
    public string Id => "positives-dominate";

    /// <inheritdoc/>
    public IEnumerable<StudyFinding> Inspect(StudyResults results, FinishedRuns runs)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(runs);
        foreach (TrackResults entry in results.Entries)
        {
            foreach (IGrouping<string, (PlannedRun Run, UnitOutcome Outcome)> arm in runs.Of(entry.Dataset, entry.Track, RunRole.Final).GroupBy(final => final.Run.Arm))
            {
                double[] shares = [.. arm.Select(final => final.Outcome.Trace?.LateActivePositives).OfType<double>()];
                if (shares.Length > 0 && shares.Average() > Most)
                {
                    yield return new StudyFinding
                    {
                        Id = Id,
                        Severity = Severity.Note,
                        Dataset = entry.Dataset,
                        Track = entry.Track,
                        Arm = arm.Key,
                        Message = FormattableString.Invariant($"On {entry.Dataset} {shares.Average():P0} of the active terms of {arm.Key} late in training are positive pairs, which hardly ever rest: its active ratio says little about hard samples."),
                    };
                }
            }
        }
    }
}
