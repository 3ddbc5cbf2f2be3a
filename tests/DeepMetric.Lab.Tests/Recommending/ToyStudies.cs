using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Studies;
using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Tests.Recommending;

/// <summary>Studies of one data set whose outcomes a test makes up.</summary>
internal static class ToyStudies
{
    private static readonly string[] Scores = ["map-at-r", "recall-at-1", "linear-probe", "knn-accuracy"];

    public static StudySpec Spec(int seeds, bool tuned = false, bool canary = false)
    {
        ComparisonSpec run = new SimulatedRun { Experiments = [ExperimentSpec.Main] }.Spec with { Dataset = "own", Seeds = [.. Enumerable.Range(1, seeds)] };
        var whole = new UnitItems { Data = "/data/own" };
        UnitItems validation = whole with { ValidationShare = 0.2, OnValidation = true };
        return new StudySpec
        {
            File = new StudyFile
            {
                Name = "toy",
                Datasets = [new StudyDataset { Name = "own", Data = "/data/own" }],
                Arms = [Arm("contrastive"), Arm("triplet")],
                Tracks = tuned ? [Track.AsIs, Track.Tuned] : [Track.AsIs],
                Seeds = seeds,
                Tuning = new StudyTuning { Trials = 3, Search = SearchKind.Random },
                ShuffledCanary = canary,
            },
            IsQuick = false,
            Datasets =
            [
                new ResolvedDataset
                {
                    Name = "own",
                    Facts = new SimulatedRun().Dataset with { Name = "own" },
                    IsClassDisjoint = false,
                    Items = whole,
                    Run = run,
                    Parts = [new ResolvedPart(validation, "1f", null, 900)],
                },
            ],
            Skipped = [],
        };

        static StudyArm Arm(string loss) => new() { Loss = loss, Search = [ParameterRange.Log("learningRate", 0.0003, 0.01)] };
    }

    /// <summary>What a unit came to: noise by seed, and a gain of triplet.</summary>
    public static UnitOutcome Outcome(PlannedRun run, double gain = 0, string[]? gained = null, string[]? left = null)
    {
        if (run.Unit.Kind == UnitKind.Baseline)
        {
            return new UnitOutcome { Baselines = [.. run.Unit.Run.Seeds.Select(seed => (int?)seed).Prepend(null).Select(seed => Baseline(seed, left))] };
        }

        var random = new SplitMix((ulong)((1000 * run.Seed) + (run.Arm == "triplet" ? 1 : 0)));
        Dictionary<string, double> numbers = Scores.Where(score => left?.Contains(score) != true).ToDictionary(
            score => score,
            score => 0.5 + (0.01 * random.Normal()) + (run.Arm == "triplet" && (gained ?? Scores).Contains(score) ? gain : 0));
        return new UnitOutcome
        {
            Result = new UnitResult { Key = new UnitKey(ExperimentSpec.Main, run.Arm, run.Seed), Steps = 10, Numbers = numbers, IntraPerClass = [] },
            Trace = new TrainingTrace { Steps = 10, Items = 1000, GradientMass = [1], Losses = [1, 0.5, 0.2, 0.1, 0.1], Chance = 0.1, ReactsToLabels = true, EmbeddingDeviation = 0.1 },
        };
    }

    public static StudyResults Results(int seeds, double gain = 0, string[]? gained = null, string[]? left = null)
    {
        StudySpec spec = Spec(seeds);
        Dictionary<string, UnitOutcome> outcomes = StudyPlan.Of(spec, _ => null).Runs.DistinctBy(run => run.UnitId).ToDictionary(run => run.UnitId, run => Outcome(run, gain, gained, left));
        return StudyAnalysis.Analyze(spec, outcomes.GetValueOrDefault);
    }

    private static BaselineResult Baseline(int? seed, string[]? left) => new()
    {
        Experiment = ExperimentSpec.Main,
        Name = seed is null ? BaselineResult.RawInput : BaselineResult.UntrainedNet,
        Seed = seed,
        Numbers = Scores.Where(score => left?.Contains(score) != true).ToDictionary(score => score, _ => 0.2),
    };
}
