using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Tests.Reports;

/// <summary>The runs of a made-up comparison.</summary>
internal sealed class FakeRuns
{
    private const int StepsPerEpoch = 17;
    private readonly SplitMix _random;
    private readonly int _classes;

    public FakeRuns(SplitMix random, ComparisonSpec spec, int classes, int pictureSide)
    {
        _random = random;
        _classes = classes;
        var showcases = new FakeShowcases(random, classes, pictureSide);
        foreach (ExperimentSpec experiment in spec.Experiments)
        {
            foreach (ArmSpec arm in spec.ArmsOf(experiment))
            {
                foreach (int seed in spec.Seeds)
                {
                    var key = new UnitKey(experiment.Name, arm.Name, seed);
                    bool samples = FakeLosses.Has(arm.Loss);
                    bool triplets = arm.Loss == "triplet" || samples;
                    Units.Add(Unit(key, experiment, triplets, samples ? FakeLosses.Lift(arm.Loss) : 0));
                    Steps[key] = [.. Enumerable.Range(1, experiment.Epochs * StepsPerEpoch).Select(step => Step(step, experiment.Epochs * StepsPerEpoch, triplets)).Select(step => samples ? OfSamples(step) : step)];
                    Epochs[key] = [.. Enumerable.Range(0, experiment.Epochs + 1).Select(epoch => Epoch(epoch, triplets))];
                    if (seed == spec.Seeds[0])
                    {
                        Showcases[key] = showcases.Create(triplets, experiment.CoarseLabels);
                    }
                }
            }

            AddBaselines(experiment, spec.Seeds);
        }
    }

    public List<UnitResult> Units { get; } = [];

    public List<BaselineResult> Baselines { get; } = [];

    public Dictionary<UnitKey, IReadOnlyList<StepRecord>> Steps { get; } = [];

    public Dictionary<UnitKey, IReadOnlyList<EpochRecord>> Epochs { get; } = [];

    public Dictionary<UnitKey, Showcase> Showcases { get; } = [];

    private static IEnumerable<MetricInfo> Recorded(ExperimentSpec experiment) =>
        MetricCatalog.All.Where(metric => metric.StandsInTables && (experiment.CoarseLabels || !metric.Id.StartsWith("coarse-", StringComparison.Ordinal)));

    private UnitResult Unit(UnitKey key, ExperimentSpec experiment, bool triplets, double lift) => new()
    {
        Key = key,
        Steps = experiment.Epochs * StepsPerEpoch,
        Numbers = Recorded(experiment).ToDictionary(metric => metric.Id, metric => Lifted(metric, Number(metric, triplets, experiment), lift)),
        IntraPerClass = [.. Enumerable.Range(0, _classes).Select(label => (double?)((triplets ? 0.09 : 0.02) * (1 + (label % 4 * 0.2)) * Between(0.85, 1.15)))],
    };

    private double Number(MetricInfo metric, bool triplets, ExperimentSpec experiment) => metric.Id switch
    {
        MetricCatalog.EpochsToTenth => Between(5, 9),
        MetricCatalog.Intra => (triplets ? 0.09 : 0.02) * Between(0.9, 1.1),
        MetricCatalog.Inter => (triplets ? 1.71 : 0.95) * Between(0.98, 1.02),
        MetricCatalog.ScaleFreeRatio => (triplets ? 0.053 : 0.021) * Between(0.9, 1.1),
        MetricCatalog.MapAtR when experiment.CoarseLabels => (triplets ? 0.63 : 0.31) + (0.02 * _random.Normal()),
        MetricCatalog.RecallAt1 when experiment.CoarseLabels => (triplets ? 0.87 : 0.45) + (0.01 * _random.Normal()),
        MetricCatalog.EarlyActiveRatio => (triplets ? experiment.Form == "paper" ? 0.32 : 0.59 : 0.41) * Between(0.95, 1.05),
        MetricCatalog.EarlyGradientNorm => (triplets ? 1.4 : 0.4) * Between(0.95, 1.05),
        MetricCatalog.LateGradientNorm => Between(0.1, 0.3) * (triplets ? 3 : 1),
        MetricCatalog.EarlyDecayRate => Between(0.0011, 0.0013),
        _ when metric.Group is MetricGroup.Retrieval or MetricGroup.Classification or MetricGroup.Clustering =>
            Math.Min(0.999, (triplets ? 0.966 : 0.954) + (0.003 * _random.Normal())),
        _ => Between(0.2, 0.6),
    };

    private static double Lifted(MetricInfo metric, double value, double lift) =>
        metric.Group is MetricGroup.Retrieval or MetricGroup.Classification or MetricGroup.Clustering ? Math.Min(0.999, value + lift) : value;

    private static StepRecord OfSamples(StepRecord step) => step with
    {
        Unit = TermUnits.Sample,
        ValidTerms = step.Items,
        ActiveTerms = step.Items * step.ActiveTerms / step.ValidTerms,
        HardTriplets = null,
        SemiHardTriplets = null,
        EasyTriplets = null,
        MeanPositiveDistance = 1 - (step.MeanPositiveDistance / 2),
        MeanNegativeDistance = 1 - (step.MeanNegativeDistance / 2),
        IsSimilarity = true,
    };

    private StepRecord Step(int step, int steps, bool triplets)
    {
        double progress = (double)step / steps;
        double decay = Math.Exp(-5 * progress);
        double noise = Between(0.8, 1.25);
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
            Unit = triplets ? TermUnits.Triplet : TermUnits.Pair,
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
            double intra = factor * ((triplets ? 0.08 : 0.018) + (0.1 * left)) * Between(0.93, 1.07);
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
        Dictionary<string, double> Numbers(double level) => metrics.ToDictionary(metric => metric.Id, metric => metric.Id == MetricCatalog.RecallAt1 ? 0.981 : level * Between(0.95, 1.05));
        Baselines.Add(new BaselineResult { Experiment = experiment.Name, Name = BaselineResult.RawInput, Numbers = Numbers(0.56) });
        Baselines.AddRange(seeds.Select(seed => new BaselineResult { Experiment = experiment.Name, Name = BaselineResult.UntrainedNet, Seed = seed, Numbers = Numbers(0.45) }));
    }

    private double Between(double low, double high) => low + ((high - low) * _random.Uniform());
}
