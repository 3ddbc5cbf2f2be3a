using System.Text.Json.Nodes;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Reports.Studies;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Studies;
using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Tests.Reports;

/// <summary>Makes up a complete study: three data sets, one of them with folds, on all tracks; an arm breaks down on one data set.</summary>
internal static class FakeStudy
{
    private const int Steps = 40;

    public static StudyFile File { get; } = new()
    {
        Name = "made-up",
        Question = "Which loss, on a <made-up> question & answer?",
        Datasets = [new StudyDataset { Name = "birds", Split = "class-disjoint" }, new StudyDataset { Name = "digits" }, new StudyDataset { Name = "letters" }, new StudyDataset { Name = "lost" }],
        Arms =
        [
            new StudyArm { Loss = "contrastive", Search = [ParameterRange.Linear("margin", 0.3, 1.6)] },
            new StudyArm { Loss = "triplet", Search = [ParameterRange.Log("margin", 0.05, 1.5), ParameterRange.Log("learningRate", 0.0003, 0.01)], Margins = [0.2, 0.7] },
            new StudyArm { Name = "triplet-as-published", Loss = "triplet", Form = "paper", Tracks = [Track.AsIs] },
            new StudyArm { Loss = "circle", Options = new JsonObject { ["gamma"] = 80 }, Tracks = [Track.AsIs, Track.BudgetMatched] },
        ],
        Tracks = [Track.AsIs, Track.MarginMatched, Track.BudgetMatched, Track.Tuned],
        Seeds = 6,
        Folds = 2,
        Tuning = new StudyTuning { Trials = 4 },
        Metrics = [MetricCatalog.MapAtR, MetricCatalog.RecallAt1, MetricCatalog.Intra],
        Published =
        [
            new PublishedNumber { Dataset = "digits", Arm = "triplet", Metric = MetricCatalog.MapAtR, Value = 0.7, Source = "Somebody 2020, table 1" },
            new PublishedNumber { Dataset = "birds", Arm = "some other method", Metric = MetricCatalog.RecallAt1, Value = 0.61, Source = "Somebody 2020, table 2" },
            new PublishedNumber { Dataset = "lost", Arm = "triplet", Metric = MetricCatalog.RecallAt1, Value = 0.5, Source = "Somebody 2020, table 3" },
        ],
    };

    /// <summary>The whole study.</summary>
    public static StudyReportInput Create(StudyFile? file = null, string? broken = "circle")
    {
        StudySpec spec = SpecOf(file ?? File);
        var outcomes = new Dictionary<string, UnitOutcome>();
        StudyPlan plan;
        do
        {
            plan = StudyPlan.Of(spec, outcomes.GetValueOrDefault);
            foreach (PlannedRun run in plan.Runs)
            {
                outcomes.TryAdd(run.UnitId, OutcomeOf(spec, run, broken));
            }
        }
        while (!plan.IsComplete);

        StudyResults results = StudyAnalysis.Analyze(spec, outcomes.GetValueOrDefault);
        return new StudyReportInput(results, plan.Runs, [new("DeepMetric, of this report", "0.1.0"), new("machines", "2 machines")]);
    }

    private static StudySpec SpecOf(StudyFile file) => new()
    {
        File = file,
        IsQuick = false,
        Datasets = [.. file.Datasets.Where(set => set.Name != "lost").Select(set => DatasetOf(file, set))],
        Skipped = [.. file.Datasets.Where(set => set.Name == "lost").Select(set => new SkippedDataset(set.Name, "There is no folder 'lost': deepmetric data download lost fetches it."))],
    };

    private static ResolvedDataset DatasetOf(StudyFile file, StudyDataset set)
    {
        bool disjoint = set.Split == "class-disjoint";
        var items = new UnitItems { Data = set.Name, Split = set.Split };
        UnitItems[] others = disjoint && file.Folds is int folds
            ? [.. Enumerable.Range(1, folds).SelectMany(fold => new[] { items with { Folds = folds, Fold = fold }, items with { Folds = folds, Fold = fold, OnValidation = true } })]
            : [items with { ValidationShare = file.Tuning.ValidationShare, OnValidation = true }];
        return new ResolvedDataset
        {
            Name = set.Name,
            Facts = new DatasetFacts
            {
                Name = set.Name,
                TrainItems = 1200,
                TestItems = 400,
                ItemShape = [3, 8, 8],
                ClassNames = ["a", "b", "c", "d"],
                Source = "made up for this page",
                Licence = "none",
                Notes = set.Name == "letters" ? ["1 image could not be read: <x>.png."] : null,
            },
            IsClassDisjoint = disjoint,
            Items = items,
            Run = new ComparisonSpec
            {
                Dataset = set.Name,
                DatasetSha256 = new string('a', 64),
                Arms = [.. file.Arms.Select(arm => new ArmSpec { Name = arm.Name ?? arm.Loss, Loss = arm.Loss, Options = (JsonObject)arm.Options.DeepClone() })],
                Experiments = [new ExperimentSpec { Name = ExperimentSpec.Main, Form = "author-code", Epochs = 4 }],
                Seeds = [.. Enumerable.Range(1, file.Seeds)],
                Net = new() { Backbone = "convnet", EmbeddingSize = 64 },
                ClassesPerBatch = 4,
                SamplesPerClass = 8,
                Optimization = new() { LearningRate = 0.001 },
                Threads = 1,
                Device = "cpu",
            },
            Parts = [.. others.Select((part, index) => new ResolvedPart(part, new string((char)('b' + index), 64), null, 800))],
        };
    }

    private static UnitOutcome OutcomeOf(StudySpec spec, PlannedRun run, string? broken)
    {
        // What a unit comes to follows from what it is for, and not from its id, which changes with the format of specifications.
        ulong seed = 14695981039346656037;
        foreach (char letter in FormattableString.Invariant($"{run.Dataset}/{run.Track}/{run.Role}/{run.Arm}/{run.Seed}/{run.Fold}/{run.Number}"))
        {
            seed = (seed ^ letter) * 1099511628211;
        }

        var random = new SplitMix(seed);
        if (run.Role == RunRole.Baseline)
        {
            return new UnitOutcome { Baselines = [.. BaselinesOf(random, spec.File.Seeds)] };
        }

        if (run.Arm == broken && run.Dataset == "letters")
        {
            return new UnitOutcome { Failure = new UnitFailure(17, "loss", "The loss was not finite in step 17.") };
        }

        double lift = (run.Arm == "triplet" ? 0.02 : run.Arm == "circle" ? 0.03 : 0) + (run.Track == Track.Tuned ? 0.01 : 0) + (run.Number * 0.003);
        double level = run.Role == RunRole.ShuffledCanary ? 0.25 : run.Dataset == "birds" ? 0.4 : 0.7;
        return new UnitOutcome
        {
            Result = new UnitResult
            {
                Key = new UnitKey(ExperimentSpec.Main, run.Unit.Run.Arms[0].Name, run.Seed),
                Steps = Steps,
                Numbers = Recorded().ToDictionary(metric => metric.Id, metric => NumberOf(metric, level + lift, random)),
                IntraPerClass = [],
            },
            Trace = run.Unit.Kind == UnitKind.Training ? TraceOf(run, random) : null,
        };
    }

    private static IEnumerable<MetricInfo> Recorded() => MetricCatalog.All.Where(metric => metric.StandsInTables && !metric.Id.StartsWith("coarse-", StringComparison.Ordinal));

    private static double NumberOf(MetricInfo metric, double level, SplitMix random) => metric.Group is MetricGroup.Retrieval or MetricGroup.Classification or MetricGroup.Clustering
        ? level + (0.004 * random.Normal())
        : (metric.Id == MetricCatalog.Intra ? 0.08 : metric.Id == MetricCatalog.EffectiveRank ? 20 : 0.9) * (1 + (0.05 * random.Normal()));

    private static IEnumerable<BaselineResult> BaselinesOf(SplitMix random, int seeds)
    {
        MetricInfo[] metrics = [.. Recorded().Where(metric => metric.Group is MetricGroup.Retrieval or MetricGroup.Classification or MetricGroup.Clustering)];
        Dictionary<string, double> Numbers(double level) => metrics.ToDictionary(metric => metric.Id, metric => metric.Id == MetricCatalog.RecallAt1 ? level + 0.44 : NumberOf(metric, level, random));
        yield return new BaselineResult { Experiment = ExperimentSpec.Main, Name = BaselineResult.RawInput, Numbers = Numbers(0.31) };
        for (int seed = 1; seed <= seeds; seed++)
        {
            yield return new BaselineResult { Experiment = ExperimentSpec.Main, Name = BaselineResult.UntrainedNet, Seed = seed, Numbers = Numbers(0.2) };
        }
    }

    private static TrainingTrace TraceOf(PlannedRun run, SplitMix random) => new()
    {
        Steps = Steps,
        Items = Steps * 32 * (run.Arm == "triplet" ? 2 : 1),
        GradientMass = [.. Enumerable.Range(1, 100).Select(part => part * 0.1)],
        LateNegativeDistance = run.Arm == "circle" ? null : 0.8 + (0.1 * run.Number) + (0.01 * random.Uniform()),
        Losses = [.. Enumerable.Range(0, 10).Select(tenth => Math.Max(run.Dataset == "letters" ? 0 : 0.3, 1.0 / (1 + (tenth * tenth))))],
        NegativeShare = 0.8,
        LateActiveRatio = 0.3,
        LateActivePositives = 0.1,
        Chance = 0.25,
        ReactsToLabels = true,
        EmbeddingDeviation = 0.12,
    };
}
