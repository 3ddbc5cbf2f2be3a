using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Studies;

/// <summary>An order of units in which a study that is stopped at any time has come to as much as possible.</summary>
public static class UnitOrder
{
    /// <summary>
    /// Baselines first, which every analysis needs; then as many seeds, one after the other, as a test needs; canaries; the other seeds; searches; and the other tracks seed by seed.
    /// </summary>
    /// <param name="runs">The uses of units.</param>
    public static IEnumerable<PlannedRun> SeedBySeed(IEnumerable<PlannedRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return runs.OrderBy(Stage).ThenBy(run => run.Role == RunRole.Final ? run.Seed : run.Number);
    }

    private static int Stage(PlannedRun run) => run.Role switch
    {
        RunRole.Baseline => 0,
        RunRole.Final or RunRole.Concatenated when run.Track == Track.AsIs => run.Seed <= SeedCounts.Fewest ? 1 : 3,
        RunRole.ShuffledCanary => 2,
        RunRole.Trial or RunRole.MarginTry => 4,
        _ => 5,
    };
}
