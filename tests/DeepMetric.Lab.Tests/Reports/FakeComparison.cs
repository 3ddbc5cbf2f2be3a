using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Reports;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Reports;

/// <summary>Makes up the records of a comparison: plausible in shape and size, random in detail.</summary>
internal static class FakeComparison
{
    private static readonly string[] Digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>Makes up a comparison.</summary>
    /// <param name="seed">Decides every number.</param>
    /// <param name="classNames">Class names, the ten digits by default.</param>
    /// <param name="armNames">Arms; a name with "triplet" in it is a loss over triplets, any other one over pairs.</param>
    /// <param name="seeds">Training seeds per arm.</param>
    /// <param name="pictureSide">Side of the thumbnails; 0 for items without pictures.</param>
    public static ReportInput Create(ulong seed, string[]? classNames = null, string[]? armNames = null, int seeds = 5, int pictureSide = 8)
    {
        var random = new FakeRandom(seed);
        string[] classes = classNames ?? Digits;
        ComparisonSpec spec = Spec(armNames ?? ["contrastive", "triplet"], seeds);
        var runs = new FakeRuns(random, spec, classes.Length, pictureSide);
        return new ReportInput(
            new ComparisonResults
            {
                Spec = spec,
                Dataset = new DatasetFacts
                {
                    Name = "digits",
                    TrainItems = 1347,
                    TestItems = 450,
                    ItemShape = pictureSide == 0 ? [128] : [1, pictureSide, pictureSide],
                    ClassNames = classes,
                    CoarseName = "parity",
                    FineName = "digit",
                    Source = "made up for this page",
                    Licence = "none",
                },
                Units = runs.Units,
                Baselines = runs.Baselines,
                Summaries = runs.Summaries,
                Comparisons = runs.Comparisons,
                Claims = Claims(runs.Comparisons, seeds),
                Findings =
                [
                    new Finding { Id = "ceiling", Severity = Severity.Note, Metric = MetricCatalog.RecallAt1, Message = "The raw input is within 0.02 of the best arm (0.981 against 0.992); this number tells the losses apart poorly." },
                    new Finding { Id = "still-improving", Severity = Severity.Warning, Message = "MAP@R still rose by more than 0.005 over the last epoch for triplet; more epochs may change the order." },
                ],
                Recommendation = new Recommendation
                {
                    Arm = spec.Arms[^1].Name,
                    Text = "Use triplet for retrieval on data like this: MAP@R is higher by a small but reliable amount. For classification no reliable difference was shown. Both do far better than the raw input.",
                    Cites = ["main/map-at-r", "main/linear-probe"],
                },
            },
            runs.Steps,
            runs.Epochs,
            runs.Showcases,
            [new("DeepMetric", "0.1.0"), new("operating system", "Some Linux 12"), new("processor", "2 cores, AVX-512"), new("started", "2020-01-01 00:00:00Z")]);
    }

    private static ComparisonSpec Spec(string[] arms, int seeds) => new()
    {
        Dataset = "digits",
        DatasetSha256 = string.Concat(Enumerable.Repeat("0123456789abcdef", 4)),
        Arms = [.. arms.Select(name => new ArmSpec { Name = name, Loss = name.Contains("triplet", StringComparison.Ordinal) ? "triplet" : "contrastive" })],
        Experiments =
        [
            new ExperimentSpec { Name = ExperimentSpec.Main, Form = "author-code", Epochs = 20 },
            new ExperimentSpec { Name = ExperimentSpec.Fine, Form = "author-code", CoarseLabels = true, Epochs = 20 },
            new ExperimentSpec { Name = ExperimentSpec.Paper, Form = "paper", Epochs = 10 },
            new ExperimentSpec { Name = ExperimentSpec.PaperFine, Form = "paper", CoarseLabels = true, Epochs = 10 },
        ],
        Seeds = [.. Enumerable.Range(1, seeds)],
        Model = "mlp",
        EmbeddingSize = 32,
        ClassesPerBatch = 10,
        SamplesPerClass = 8,
        LearningRate = 0.001,
        Threads = 2,
        Device = "cpu",
    };

    private static ClaimVerdict[] Claims(IReadOnlyList<PairedComparison> comparisons, int seeds)
    {
        ClaimVerdict Claim(string id, string statement, Verdict verdict, Verdict? paper, params (string Experiment, string Metric, int Predicted)[] numbers) => new()
        {
            Id = id,
            Statement = statement,
            Verdict = seeds < 3 ? Verdict.TooFewSeeds : verdict,
            PaperVerdict = paper,
            DependsOnForm = paper is not null && paper != verdict,
            Numbers = [.. numbers.Select(number => new ClaimNumber
            {
                Experiment = number.Experiment,
                Metric = number.Metric,
                Predicted = number.Predicted,
                Outcome = Outcome(comparisons.FirstOrDefault(test => test.Experiment == number.Experiment && test.Metric == number.Metric), number.Predicted),
            })],
            Notes = id == "inter-variance" ? ["Share of the simplex bound beside it: 0.71 against 0.93."] : [],
        };

        const string Main = ExperimentSpec.Main;
        return
        [
            Claim("intra-variance", "triplet keeps more intra-class variance", Verdict.SupportedExplainedByScale, Verdict.Supported, (Main, MetricCatalog.Intra, 1), (Main, MetricCatalog.ScaleFreeRatio, 1)),
            Claim("inter-variance", "triplet keeps more inter-class variance", Verdict.Supported, Verdict.Supported, (Main, MetricCatalog.Inter, 1)),
            Claim("fine-detail", "triplet keeps distinctions inside a class that the labels did not ask for", Verdict.Supported, Verdict.Mixed, (ExperimentSpec.Fine, MetricCatalog.RecallAt1, 1), (ExperimentSpec.Fine, MetricCatalog.MapAtR, 1)),
            Claim("early-updates", "contrastive drives many small updates early", Verdict.Contradicted, Verdict.NoDifferenceShown, (Main, MetricCatalog.EarlyActiveRatio, -1), (Main, MetricCatalog.EarlyGradientNorm, 1)),
            Claim("strong-updates", "triplet makes fewer but stronger updates and keeps working on hard examples", Verdict.Mixed, null, (Main, MetricCatalog.LateActiveRatio, -1), (Main, MetricCatalog.LateGradientNorm, 1), (Main, MetricCatalog.LateHardestDecile, 1)),
            Claim("classification", "triplet classifies better", Verdict.NoDifferenceShown, Verdict.NoDifferenceShown, (Main, MetricCatalog.LinearProbe, 1), (Main, MetricCatalog.KnnAccuracy, 1)),
            Claim("retrieval", "triplet retrieves better", Verdict.NotTested, null),
        ];
    }

    private static NumberOutcome Outcome(PairedComparison? test, int predicted) =>
        test?.Difference is not { } difference ? NumberOutcome.Undefined
        : !test.Significant ? NumberOutcome.NotShown
        : Math.Sign(difference) == predicted ? NumberOutcome.Agrees : NumberOutcome.Contradicts;
}
