using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Studies.Rules;

/// <summary>Warns of too few seeds.</summary>
public sealed class FewSeedsRule : IStudyRule
{
    /// <inheritdoc/>
    public string Id => "too-few-seeds";

    /// <inheritdoc/>
    public IEnumerable<StudyFinding> Inspect(StudyResults results, FinishedRuns runs)
    {
        ArgumentNullException.ThrowIfNull(results);
        int seeds = results.Spec.File.Seeds;
        if (seeds < SeedCounts.Enough)
        {
            yield return new StudyFinding
            {
                Id = Id,
                Severity = Severity.Warning,
                Message = seeds < SeedCounts.Fewest
                    ? FormattableString.Invariant($"{seeds} seed{(seeds == 1 ? "" : "s")}: nothing is tested below {SeedCounts.Fewest}.")
                    : FormattableString.Invariant($"{seeds} seeds: intervals are wide, and only large differences can be shown; {SeedCounts.Enough} or more make verdicts sound."),
            };
        }
    }
}
