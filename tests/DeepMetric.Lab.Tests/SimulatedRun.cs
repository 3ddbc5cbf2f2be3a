using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Tests;

/// <summary>A run whose numbers a test chooses: noise around a base, and shifts per experiment, arm and metric.</summary>
internal sealed class SimulatedRun
{
    private static readonly string[] Coarse = [MetricCatalog.CoarseMapAtR, MetricCatalog.CoarseRecallAt1];

    private readonly Dictionary<(string Experiment, string Arm, string Metric), double> _shifts = [];
    private readonly HashSet<UnitNumber> _undefined = [];
    private readonly Dictionary<string, double> _raw = [];

    private readonly record struct UnitNumber(string Experiment, string Arm, int Seed, string Metric);

    public int Seeds { get; init; } = 5;

    public ulong RandomSeed { get; init; } = 1;

    public double Noise { get; init; } = 0.001;

    public double Base { get; init; } = 0.5;

    public string[] Experiments { get; init; } = [ExperimentSpec.Main, ExperimentSpec.Fine, ExperimentSpec.Paper, ExperimentSpec.PaperFine];

    public ArmSpec[] Arms { get; init; } = [new() { Name = "contrastive", Loss = "contrastive" }, new() { Name = "triplet", Loss = "triplet" }];

    /// <summary>The arms of the runs in the paper's form; null for all.</summary>
    public string[]? PaperArms { get; init; }

    public string ShuffledLabels { get; init; } = "none";

    public string? FineName { get; init; } = "digit";

    public ComparisonSpec Spec => new()
    {
        Dataset = "digits",
        DatasetSha256 = "0f",
        Arms = Arms,
        Experiments =
        [
            .. Experiments.Select(name => new ExperimentSpec
            {
                Name = name,
                Form = name.StartsWith("paper", StringComparison.Ordinal) ? "paper" : "author-code",
                CoarseLabels = name.EndsWith("fine", StringComparison.Ordinal),
                Epochs = 30,
                Arms = PaperArms is not null && name.StartsWith("paper", StringComparison.Ordinal) ? PaperArms : null,
            }),
        ],
        Seeds = [.. Enumerable.Range(0, Seeds)],
        Net = new() { Backbone = "mlp", EmbeddingSize = 32 },
        ClassesPerBatch = 10,
        SamplesPerClass = 8,
        Optimization = new() { LearningRate = 1e-3 },
        ShuffledLabels = ShuffledLabels,
        Threads = 2,
        Device = "cpu",
    };

    public DatasetFacts Dataset => new()
    {
        Name = "digits",
        TrainItems = 1198,
        TestItems = 599,
        ItemShape = [1, 8, 8],
        ClassNames = ["0", "1"],
        CoarseName = FineName is null ? null : "parity",
        FineName = FineName,
        Source = "UCI",
        Licence = "CC BY 4.0",
    };

    /// <summary>Adds to an arm's number.</summary>
    public SimulatedRun Shift(string experiment, string arm, string metric, double shift)
    {
        _shifts[(experiment, arm, metric)] = shift;
        return this;
    }

    /// <summary>Adds to triplet's numbers what makes a claim's numbers point its way (or, with a negative size, against it).</summary>
    public SimulatedRun Favour(StudyClaim claim, double size, bool paperForm = false)
    {
        foreach (PredictedNumber number in claim.Numbers)
        {
            Shift(claim.Experiment(paperForm), "triplet", number.Metric, number.Sign * size);
        }

        return this;
    }

    public SimulatedRun Undefine(string experiment, string arm, int seed, string metric)
    {
        _undefined.Add(new(experiment, arm, seed, metric));
        return this;
    }

    /// <summary>Sets the raw input's number in the main experiment.</summary>
    public SimulatedRun Raw(string metric, double value)
    {
        _raw[metric] = value;
        return this;
    }

    public IReadOnlyList<UnitResult> Units()
    {
        var random = new SplitMix(RandomSeed);
        List<UnitResult> units = [];
        foreach (string experiment in Experiments)
        {
            foreach (ArmSpec arm in Arms.Where(arm => PaperArms?.Contains(arm.Name) != false || !experiment.StartsWith("paper", StringComparison.Ordinal)))
            {
                for (int seed = 0; seed < Seeds; seed++)
                {
                    var numbers = new Dictionary<string, double>();
                    foreach (string metric in MetricCatalog.All.Select(metric => metric.Id))
                    {
                        double value = Base + (Noise * random.Normal()) + _shifts.GetValueOrDefault((experiment, arm.Name, metric));
                        bool recorded = experiment.EndsWith("fine", StringComparison.Ordinal) || !Coarse.Contains(metric);
                        if (recorded && !_undefined.Contains(new(experiment, arm.Name, seed, metric)))
                        {
                            numbers[metric] = value;
                        }
                    }

                    units.Add(new UnitResult { Key = new(experiment, arm.Name, seed), Steps = 30, Numbers = numbers, IntraPerClass = [0.1, null] });
                }
            }
        }

        return units;
    }

    public IReadOnlyList<BaselineResult> Baselines()
    {
        var raw = new Dictionary<string, double> { [MetricCatalog.RecallAt1] = 0.2, [MetricCatalog.MapAtR] = 0.1 };
        foreach ((string metric, double value) in _raw)
        {
            raw[metric] = value;
        }

        List<BaselineResult> baselines = [new() { Experiment = ExperimentSpec.Main, Name = BaselineResult.RawInput, Numbers = raw }];
        for (int seed = 0; seed < Seeds; seed++)
        {
            var numbers = new Dictionary<string, double> { [MetricCatalog.RecallAt1] = 0.3 + (0.01 * seed) };
            baselines.Add(new BaselineResult { Experiment = ExperimentSpec.Main, Name = BaselineResult.UntrainedNet, Seed = seed, Numbers = numbers });
        }

        return baselines;
    }

    public ComparisonResults Analyze() => ComparisonAnalysis.Analyze(Spec, Dataset, Units(), Baselines());
}
