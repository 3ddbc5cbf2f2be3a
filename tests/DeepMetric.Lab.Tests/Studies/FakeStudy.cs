using System.Globalization;
using System.Text.Json.Nodes;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Studies;
using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Tests.Studies;

/// <summary>A study that nobody trains: what its units come to is a function of their specifications, which a test chooses.</summary>
internal sealed class FakeStudy
{
    private static readonly string[] Coarse = [MetricCatalog.CoarseMapAtR, MetricCatalog.CoarseRecallAt1];

    private readonly Dictionary<string, UnitOutcome> _outcomes = [];

    public FakeStudy(StudyFile file, bool classDisjoint = false)
    {
        Spec = SpecOf(file, classDisjoint);
    }

    public StudySpec Spec { get; init; }

    /// <summary>What a unit comes to.</summary>
    public Func<PlannedRun, UnitOutcome> Come { get; init; } = Sound;

    public IReadOnlyDictionary<string, UnitOutcome> Outcomes => _outcomes;

    /// <summary>A study of contrastive and triplet loss on the digits, as they are, with 5 seeds.</summary>
    public static StudyFile File { get; } = new()
    {
        Name = "fake",
        Datasets = [new StudyDataset { Name = "digits", Epochs = 6 }],
        Arms = [new StudyArm { Loss = "contrastive" }, new StudyArm { Loss = "triplet" }],
    };

    /// <summary>The same with ranges to search.</summary>
    public static StudyFile TunedFile { get; } = File with
    {
        Tracks = [Track.Tuned],
        Arms = [.. File.Arms.Select(arm => arm with { Search = [ParameterRange.Linear("margin", 0.3, 1.5), ParameterRange.Log("learningRate", 0.0003, 0.01)] })],
        Tuning = new StudyTuning { Trials = 6 },
    };

    public StudyPlan Plan() => StudyPlan.Of(Spec, Outcome);

    public UnitOutcome? Outcome(string id) => _outcomes.GetValueOrDefault(id);

    public void Finish(PlannedRun run) => _outcomes[run.UnitId] = Come(run);

    /// <summary>Finishes units one by one, each time one of the open ones, until there are none; <paramref name="choose"/> is given how many there are.</summary>
    public FakeStudy Complete(Func<int, int>? choose = null)
    {
        while (true)
        {
            StudyPlan plan = Plan();
            PlannedRun[] open = [.. plan.Runs.DistinctBy(run => run.UnitId).Where(run => Outcome(run.UnitId) is null && run.Unit.Members.All(member => Outcome(member) is not null))];
            if (open.Length == 0)
            {
                return this;
            }

            foreach (PlannedRun run in choose is null ? open : [open[choose(open.Length)]])
            {
                Finish(run);
            }
        }
    }

    public StudyResults Analyze() => StudyAnalysis.Analyze(Spec, Complete().Outcome);

    public StudyFinding[] Findings(string rule) => [.. Analyze().Findings.Where(finding => finding.Id == rule)];

    /// <summary>Numbers around 0.5 that the unit decides, no better for one arm than for another, and a training at which no rule takes offence.</summary>
    public static UnitOutcome Sound(PlannedRun run)
    {
        ExperimentSpec experiment = run.Unit.Run.Experiments[0];
        if (run.Unit.Kind == UnitKind.Baseline)
        {
            return new UnitOutcome
            {
                Baselines =
                [
                    new BaselineResult { Experiment = experiment.Name, Name = BaselineResult.RawInput, Numbers = new Dictionary<string, double> { [MetricCatalog.RecallAt1] = 0.2 } },
                    .. run.Unit.Run.Seeds.Select(seed => new BaselineResult
                    {
                        Experiment = experiment.Name,
                        Name = BaselineResult.UntrainedNet,
                        Seed = seed,
                        Numbers = new Dictionary<string, double> { [MetricCatalog.RecallAt1] = 0.1 },
                    }),
                ],
            };
        }

        var random = new SplitMix(ulong.Parse(run.UnitId.AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Dictionary<string, double> numbers = MetricCatalog.All.Select(metric => metric.Id).Where(metric => !Coarse.Contains(metric)).ToDictionary(metric => metric, _ => 0.5 + (0.01 * random.Normal()));
        numbers[MetricCatalog.EffectiveRank] = 8;
        if (run.Unit.Run.ShuffledLabels == "all")
        {
            numbers[MetricCatalog.RecallAt1] = 0.1;
        }

        var result = new UnitResult { Key = new UnitKey(experiment.Name, run.Unit.Run.Arms[0].Name, run.Unit.Run.Seeds[0]), Steps = 100, Numbers = numbers, IntraPerClass = [] };
        return run.Unit.Kind == UnitKind.Concatenation ? new UnitOutcome { Result = result } : new UnitOutcome { Result = result, Trace = Trace };
    }

    /// <summary>The trace of a sound training of 100 steps of 40 items.</summary>
    public static TrainingTrace Trace { get; } = new()
    {
        Steps = 100,
        Items = 4000,
        GradientMass = [.. Enumerable.Range(1, 100).Select(part => (double)part)],
        LateNegativeDistance = 1,
        Losses = [1, 0.5, 0.3, 0.2, 0.15, 0.12, 0.11, 0.105, 0.102, 0.1],
        NegativeShare = 0.9,
        LateActiveRatio = 0.3,
        LateActivePositives = 0.2,
        Chance = 0.1,
        ReactsToLabels = true,
        EmbeddingDeviation = 0.15,
    };

    public static UnitOutcome Failed(PlannedRun _) => new() { Failure = new UnitFailure(7, "gradient", "The training diverged at step 7.") };

    /// <summary>The outcome with some numbers in place of its own.</summary>
    public static UnitOutcome With(UnitOutcome outcome, params (string Metric, double Value)[] numbers)
    {
        var all = outcome.Result!.Numbers.ToDictionary();
        foreach ((string metric, double value) in numbers)
        {
            all[metric] = value;
        }

        return outcome with { Result = outcome.Result with { Numbers = all } };
    }

    public static double? MarginOf(PlannedRun run) => run.Unit.Run.Arms is [{ } arm] && arm.Options["margin"] is JsonValue value ? value.GetValue<double>() : null;

    private static StudySpec SpecOf(StudyFile file, bool classDisjoint) => new()
    {
        File = file,
        IsQuick = false,
        Skipped = [],
        Datasets = [.. file.Datasets.Select(set => DatasetOf(file, set, classDisjoint))],
    };

    private static ResolvedDataset DatasetOf(StudyFile file, StudyDataset set, bool classDisjoint)
    {
        var items = new UnitItems { Data = set.Data ?? set.Name, Split = set.Split, TrainItems = set.TrainItems, TestItems = set.TestItems };
        return new ResolvedDataset
        {
            Name = set.Name,
            Facts = new SimulatedRun().Dataset,
            IsClassDisjoint = classDisjoint,
            Items = items,
            Run = new SimulatedRun().Spec with
            {
                Dataset = set.Name,
                DatasetSha256 = "whole",
                Arms = [.. file.Arms.Where(arm => arm.Datasets?.Contains(set.Name) != false).Select(arm => new ArmSpec { Name = arm.Name ?? arm.Loss, Loss = arm.Loss, Options = arm.Options, Miner = arm.Miner })],
                Experiments = [new ExperimentSpec { Name = set.CoarseLabels ? ExperimentSpec.Fine : ExperimentSpec.Main, Form = "author-code", CoarseLabels = set.CoarseLabels, Epochs = set.Epochs ?? 6 }],
                Seeds = [.. Enumerable.Range(1, file.Seeds)],
                ClassesPerBatch = set.ClassesPerBatch ?? 10,
                SamplesPerClass = set.SamplesPerClass ?? 8,
                Optimization = set.Optimization,
                Threads = file.Threads,
            },
            Parts = [.. PartsOf(file, items, classDisjoint).Select((part, place) => new ResolvedPart(part, FormattableString.Invariant($"part-{place}"), null, 100))],
        };
    }

    private static IEnumerable<UnitItems> PartsOf(StudyFile file, UnitItems whole, bool classDisjoint)
    {
        if (file.Folds is not int folds || !classDisjoint)
        {
            return [whole with { ValidationShare = file.Tuning.ValidationShare, OnValidation = true }];
        }

        return Enumerable.Range(1, folds).SelectMany(fold => (UnitItems[])[whole with { Folds = folds, Fold = fold }, whole with { Folds = folds, Fold = fold, OnValidation = true }]);
    }
}
