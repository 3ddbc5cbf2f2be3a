using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Reports;

/// <summary>The runs of a made-up comparison.</summary>
internal sealed class FakeRuns
{
    private const int StepsPerEpoch = 17;
    private readonly FakeRandom _random;
    private readonly int _classes;

    public FakeRuns(FakeRandom random, ComparisonSpec spec, int classes, int pictureSide)
    {
        _random = random;
        _classes = classes;
        var showcases = new FakeShowcases(random, classes, pictureSide);
        foreach (ExperimentSpec experiment in spec.Experiments)
        {
            foreach (ArmSpec arm in spec.Arms)
            {
                foreach (int seed in spec.Seeds)
                {
                    var key = new UnitKey(experiment.Name, arm.Name, seed);
                    bool triplets = arm.Loss == "triplet";
                    Units.Add(Unit(key, experiment, triplets));
                    Steps[key] = [.. Enumerable.Range(1, experiment.Epochs * StepsPerEpoch).Select(step => Step(step, experiment.Epochs * StepsPerEpoch, triplets))];
                    Epochs[key] = [.. Enumerable.Range(0, experiment.Epochs + 1).Select(epoch => Epoch(epoch, triplets))];
                    if (seed == spec.Seeds[0])
                    {
                        Showcases[key] = showcases.Create(triplets, experiment.CoarseLabels);
                    }
                }
            }

            AddBaselines(experiment, spec.Seeds);
            AddStatistics(experiment, spec);
        }
    }

    public List<UnitResult> Units { get; } = [];

    public List<BaselineResult> Baselines { get; } = [];

    public List<ArmSummary> Summaries { get; } = [];

    public List<PairedComparison> Comparisons { get; } = [];

    public Dictionary<UnitKey, IReadOnlyList<StepRecord>> Steps { get; } = [];

    public Dictionary<UnitKey, IReadOnlyList<EpochRecord>> Epochs { get; } = [];

    public Dictionary<UnitKey, Showcase> Showcases { get; } = [];

    private static IEnumerable<MetricInfo> Recorded(ExperimentSpec experiment) =>
        MetricCatalog.All.Where(metric => experiment.CoarseLabels || !metric.Id.StartsWith("coarse-", StringComparison.Ordinal));

    private UnitResult Unit(UnitKey key, ExperimentSpec experiment, bool triplets) => new()
    {
        Key = key,
        Steps = experiment.Epochs * StepsPerEpoch,
        Numbers = Recorded(experiment).ToDictionary(metric => metric.Id, metric => Number(metric, triplets, experiment.CoarseLabels)),
        IntraPerClass = [.. Enumerable.Range(0, _classes).Select(label => (double?)((triplets ? 0.09 : 0.02) * (1 + (label % 4 * 0.2)) * _random.Between(0.85, 1.15)))],
    };

    private double Number(MetricInfo metric, bool triplets, bool coarse) => metric.Id switch
    {
        MetricCatalog.EpochsToTenth => _random.Between(5, 9),
        MetricCatalog.Intra => (triplets ? 0.09 : 0.02) * _random.Between(0.9, 1.1),
        MetricCatalog.Inter => (triplets ? 1.71 : 0.95) * _random.Between(0.98, 1.02),
        MetricCatalog.ScaleFreeRatio => (triplets ? 0.053 : 0.021) * _random.Between(0.9, 1.1),
        MetricCatalog.MapAtR when coarse => (triplets ? 0.63 : 0.31) + (0.02 * _random.Bell()),
        MetricCatalog.RecallAt1 when coarse => (triplets ? 0.87 : 0.45) + (0.01 * _random.Bell()),
        MetricCatalog.LateGradientNorm => _random.Between(0.1, 0.3) * (triplets ? 3 : 1),
        MetricCatalog.EarlyDecayRate => _random.Between(0.0011, 0.0013),
        _ when metric.Group is MetricGroup.Retrieval or MetricGroup.Classification or MetricGroup.Clustering =>
            Math.Min(0.999, (triplets ? 0.966 : 0.954) + (0.003 * _random.Bell())),
        _ => _random.Between(0.2, 0.6),
    };

    private StepRecord Step(int step, int steps, bool triplets)
    {
        double progress = (double)step / steps;
        double decay = Math.Exp(-5 * progress);
        double noise = _random.Between(0.8, 1.25);
        long valid = triplets ? 40320 : 3160;
        double hard = 0.4 * decay * noise;
        double semi = Math.Min(0.9 - hard, (0.5 * decay) + 0.05);
        double negatives = Math.Min(1, (0.9 * decay * noise) + 0.02);
        long positivePairs = 280;
        return new StepRecord
        {
            Step = step,
            Epoch = ((step - 1) / StepsPerEpoch) + 1,
            Items = 80,
            Loss = 0.6 * decay * noise,
            TrackedLoss = (triplets ? 0.9 : 0.25) * decay * noise,
            ValidTerms = valid,
            ActiveTerms = (long)(valid * (triplets ? hard + semi : (0.09 + (0.91 * negatives)))),
            ActiveTermsAboveEpsilon = 1,
            ValidPositives = triplets ? null : positivePairs,
            ActivePositives = triplets ? null : positivePairs,
            ValidNegatives = triplets ? null : valid - positivePairs,
            ActiveNegatives = triplets ? null : (long)((valid - positivePairs) * negatives),
            HardTriplets = triplets ? (long)(valid * hard) : null,
            SemiHardTriplets = triplets ? (long)(valid * semi) : null,
            EasyTriplets = triplets ? valid - (long)(valid * hard) - (long)(valid * semi) : null,
            MeanPositiveDistance = (triplets ? 0.35 : 0.15) + (0.6 * decay),
            MeanNegativeDistance = (triplets ? 1.38 : 1.0) - (0.4 * decay),
            GradientNorm = (triplets ? 1.4 : 0.4) * (0.2 + decay) * noise,
            SampleGradient = (triplets ? 0.01 : 0.004) * (0.2 + decay) * noise,
            SampleGradientOfActive = (triplets ? 0.014 : 0.004) * (0.3 + decay) * noise,
            GradientNormPerActiveTerm = null,
            EffectiveShare = 0.6 * decay,
            HardestDecile = Math.Min(1, 0.2 + (0.5 * progress * noise)),
            UpdateNorm = step % 10 == 0 ? 0.01 * (0.3 + decay) : null,
        };
    }

    private EpochRecord Epoch(int epoch, bool triplets)
    {
        double left = Math.Exp(-epoch / 4.0);
        Dictionary<string, double> Numbers(double factor)
        {
            double intra = factor * ((triplets ? 0.08 : 0.018) + (0.1 * left)) * _random.Between(0.93, 1.07);
            double inter = ((triplets ? 1.71 : 0.95) * (1 - left)) + (0.12 * left);
            return new() { [MetricCatalog.Intra] = intra, [MetricCatalog.Inter] = inter, [MetricCatalog.ScaleFreeRatio] = intra / inter };
        }

        return new EpochRecord { Epoch = epoch, TrackedLoss = epoch == 0 ? null : left, ActiveRatio = epoch == 0 ? null : left, Train = Numbers(0.7), Test = Numbers(1) };
    }

    private void AddBaselines(ExperimentSpec experiment, IReadOnlyList<int> seeds)
    {
        if (experiment.Name is ExperimentSpec.Paper or ExperimentSpec.PaperFine)
        {
            return;
        }

        MetricInfo[] metrics = [.. Recorded(experiment).Where(metric => metric.Group != MetricGroup.Greediness)];
        Dictionary<string, double> Numbers(double level) => metrics.ToDictionary(metric => metric.Id, metric => metric.Id == MetricCatalog.RecallAt1 ? 0.981 : level * _random.Between(0.95, 1.05));
        Baselines.Add(new BaselineResult { Experiment = experiment.Name, Name = BaselineResult.RawInput, Numbers = Numbers(0.56) });
        BaselineResult[] untrained = [.. seeds.Select(seed => new BaselineResult { Experiment = experiment.Name, Name = BaselineResult.UntrainedNet, Seed = seed, Numbers = Numbers(0.45) })];
        Baselines.AddRange(untrained);
        Summaries.AddRange(metrics.Select(metric => Summary(experiment.Name, BaselineResult.UntrainedNet, metric.Id, [.. untrained.Select(net => net.Numbers[metric.Id])])));
    }

    private void AddStatistics(ExperimentSpec experiment, ComparisonSpec spec)
    {
        foreach (MetricInfo metric in Recorded(experiment))
        {
            double[] Values(ArmSpec arm) => [.. Units.Where(unit => unit.Key.Experiment == experiment.Name && unit.Key.Arm == arm.Name).Select(unit => unit.Numbers[metric.Id])];
            Summaries.AddRange(spec.Arms.Select(arm => Summary(experiment.Name, arm.Name, metric.Id, Values(arm))));
            for (int first = 0; first < spec.Arms.Count; first++)
            {
                for (int second = first + 1; second < spec.Arms.Count; second++)
                {
                    Comparisons.Add(Compare(experiment.Name, metric.Id, spec.Arms[first].Name, Values(spec.Arms[first]), spec.Arms[second].Name, Values(spec.Arms[second])));
                }
            }
        }
    }

    private static ArmSummary Summary(string experiment, string arm, string metric, double[] values)
    {
        double half = HalfWidth(values);
        bool hasInterval = values.Length > 1;
        return new() { Experiment = experiment, Arm = arm, Metric = metric, Count = values.Length, Mean = values.Average(), Low = hasInterval ? values.Average() - half : null, High = hasInterval ? values.Average() + half : null };
    }

    // The significance is a rough stand-in: a page shows what the record says, whatever made it.
    private static PairedComparison Compare(string experiment, string metric, string first, double[] a, string second, double[] b)
    {
        double[] differences = [.. b.Zip(a, (x, y) => x - y)];
        double mean = differences.Average();
        double half = HalfWidth(differences);
        bool enough = differences.Length > 2;
        double p = half == 0 ? 1 : Math.Min(1, Math.Exp(-3 * Math.Abs(mean) / half));
        return new()
        {
            Experiment = experiment,
            Metric = metric,
            First = first,
            Second = second,
            Pairs = differences.Length,
            Undefined = metric == MetricCatalog.EpochsToTenth ? 1 : 0,
            Difference = mean,
            Low = differences.Length > 1 ? mean - half : null,
            High = differences.Length > 1 ? mean + half : null,
            P = enough ? p : null,
            HolmP = enough ? Math.Min(1, 3 * p) : null,
            Significant = enough && 3 * p < 0.05,
        };
    }

    private static double HalfWidth(double[] values)
    {
        double mean = values.Average();
        return values.Length < 2 ? 0 : 2.776 * Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length);
    }
}
