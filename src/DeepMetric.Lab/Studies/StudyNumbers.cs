using DeepMetric.Lab.Export;
using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Studies;

/// <summary>Every number of a study as one long table.</summary>
public static class StudyNumbers
{
    /// <summary>The rows, in the order of the plan.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="outcome">What a unit came to, by its id.</param>
    public static IEnumerable<NumberRow> Of(StudySpec spec, Func<string, UnitOutcome?> outcome)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(outcome);
        foreach (PlannedRun run in StudyPlan.Of(spec, outcome).Runs)
        {
            UnitOutcome? found = outcome(run.UnitId);
            foreach (BaselineResult baseline in found?.Baselines ?? [])
            {
                foreach ((string metric, double value) in baseline.Numbers)
                {
                    yield return Row(spec, run, baseline.Name, baseline.Seed ?? 0, metric, value);
                }
            }

            foreach ((string metric, double value) in found?.Result?.Numbers ?? new Dictionary<string, double>())
            {
                yield return Row(spec, run, run.Arm, run.Seed, metric, value);
            }
        }
    }

    private static NumberRow Row(StudySpec spec, PlannedRun run, string arm, int seed, string metric, double value) => new()
    {
        Study = spec.File.Name,
        Dataset = run.Dataset,
        Track = RoleName(run),
        Arm = arm,
        Fold = run.Fold,
        Seed = seed,
        Metric = metric,
        Value = value,
        Unit = run.UnitId,
    };

    // The track, and what of it is no final training.
    private static string RoleName(PlannedRun run)
    {
        string track = StudyWords.IdOf(run.Track);
        return run.Role switch
        {
            RunRole.Final => track,
            RunRole.Baseline => "baseline",
            RunRole.ShuffledCanary => "permuted-labels",
            RunRole.Concatenated => $"{track}/concatenated",
            RunRole.MarginTry => FormattableString.Invariant($"{track}/margin-{run.Number}"),
            _ => FormattableString.Invariant($"{track}/trial-{run.Number}"),
        };
    }
}
