using DeepMetric.Lab.Studies;
using DeepMetric.Lab.Tests.Recommending;

namespace DeepMetric.Lab.Tests.Studies;

public sealed class CompletePartTests
{
    [Fact]
    public void Units_come_seed_by_seed_after_the_baselines()
    {
        StudySpec spec = ToyStudies.Spec(5, tuned: true, canary: true);
        PlannedRun[] runs = [.. UnitOrder.SeedBySeed(StudyPlan.Of(spec, _ => null).Runs)];
        Assert.Equal(RunRole.Baseline, runs[0].Role);
        Assert.Equal([1, 1, 2, 2, 3, 3], runs.Skip(1).Take(6).Select(run => run.Seed));
        Assert.Equal([RunRole.ShuffledCanary, RunRole.ShuffledCanary], runs.Skip(7).Take(2).Select(run => run.Role));
        Assert.Equal([4, 4, 5, 5], runs.Skip(9).Take(4).Select(run => run.Seed));
        Assert.All(runs.Skip(13), run => Assert.Equal(RunRole.Trial, run.Role));
    }

    [Fact]
    public void Grows_with_the_units_and_is_analysable_at_any_time()
    {
        StudySpec spec = ToyStudies.Spec(5, tuned: true, canary: true);
        var outcomes = new Dictionary<string, UnitOutcome>();
        var parts = new List<(int Done, CompletePart? Part)>();
        while (true)
        {
            CompletePart? part = CompletePart.Of(spec, outcomes.GetValueOrDefault);
            parts.Add((outcomes.Count, part));
            if (part is not null)
            {
                StudyResults results = StudyAnalysis.Analyze(part.Spec, part.Outcome);
                Assert.All(results.Recommendation.Units, unit => Assert.Contains(unit, outcomes.Keys));
            }

            PlannedRun? next = UnitOrder.SeedBySeed(StudyPlan.Of(spec, outcomes.GetValueOrDefault).Runs).FirstOrDefault(run => !outcomes.ContainsKey(run.UnitId));
            if (next is null)
            {
                break;
            }

            outcomes[next.UnitId] = ToyStudies.Outcome(next);
        }

        Assert.Null(parts[0].Part);
        Assert.Null(parts[2].Part);
        Assert.Equal((1, false), Of(parts[3].Part!));
        Assert.Equal((3, false), Of(parts[7].Part!));
        Assert.Equal((5, false), Of(parts[13].Part!));
        Assert.True(parts[9].Part!.Spec.File.ShuffledCanary);
        Assert.False(parts[8].Part!.Spec.File.ShuffledCanary);

        // 13 units, 6 trials; then tuned trainings seed by seed, which count from the third seed on.
        Assert.Equal((5, false), Of(parts[13 + 6 + 5].Part!));
        Assert.Equal([Track.AsIs], parts[13 + 6 + 5].Part!.Spec.File.Tracks);
        Assert.Equal((3, false), Of(parts[13 + 6 + 6].Part!));
        Assert.Equal([Track.AsIs, Track.Tuned], parts[13 + 6 + 6].Part!.Spec.File.Tracks);
        Assert.Equal((5, true), Of(parts[^1].Part!));
        Assert.Equal(13 + 6 + 10, parts[^1].Done);

        static (int Seeds, bool IsWhole) Of(CompletePart part) => (part.Spec.File.Seeds, part.IsWhole);
    }

    [Fact]
    public void Baselines_of_fewer_seeds_are_those_of_all_with_some_left_out()
    {
        StudySpec spec = ToyStudies.Spec(5);
        Dictionary<string, UnitOutcome> outcomes = StudyPlan.Of(spec, _ => null).Runs.Where(run => run.Seed <= 3).DistinctBy(run => run.UnitId).ToDictionary(run => run.UnitId, run => ToyStudies.Outcome(run));
        CompletePart part = CompletePart.Of(spec, outcomes.GetValueOrDefault)!;
        PlannedRun baseline = StudyPlan.Of(part.Spec, part.Outcome).Runs.Single(run => run.Role == RunRole.Baseline);
        Assert.Equal([null, 1, 2, 3], part.Outcome(baseline.UnitId)!.Baselines!.Select(result => result.Seed));
    }
}
