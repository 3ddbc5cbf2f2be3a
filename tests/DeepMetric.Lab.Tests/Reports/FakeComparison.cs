using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Reports;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Tests.Reports;

/// <summary>Makes up the records of a comparison: plausible in shape and size, random in detail.</summary>
internal static class FakeComparison
{
    private static readonly string[] Digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>Makes up a comparison.</summary>
    /// <param name="seed">Decides every number.</param>
    /// <param name="classNames">Class names, the ten digits by default.</param>
    /// <param name="armNames">Arms; a name with "triplet" in it is a loss over triplets, one of <see cref="FakeLosses"/> over samples, any other one over pairs.</param>
    /// <param name="seeds">Training seeds per arm.</param>
    /// <param name="pictureSide">Side of the thumbnails; 0 for items without pictures.</param>
    public static ReportInput Create(ulong seed, string[]? classNames = null, string[]? armNames = null, int seeds = 5, int pictureSide = 8)
    {
        var random = new SplitMix(seed);
        string[] classes = classNames ?? Digits;
        ComparisonSpec spec = Spec(armNames ?? ["contrastive", "triplet"], seeds);
        var runs = new FakeRuns(random, spec, classes.Length, pictureSide);
        var dataset = new DatasetFacts
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
        };
        return new ReportInput(
            ComparisonAnalysis.Analyze(spec, dataset, runs.Units, runs.Baselines),
            runs.Steps,
            runs.Epochs,
            runs.Showcases,
            [new("DeepMetric", "0.1.0"), new("operating system", "Some Linux 12"), new("processor", "2 cores, AVX-512"), new("started", "2020-01-01 00:00:00Z")]);
    }

    private static ComparisonSpec Spec(string[] arms, int seeds)
    {
        string[] formed = [.. arms.Where(name => !FakeLosses.Has(name))];
        ComparisonSpec spec = Spec(arms, seeds, formed.Length == arms.Length ? null : formed);
        return formed.Length > 0 ? spec : spec with { Experiments = [.. spec.Experiments.Where(experiment => experiment.Form != "paper")] };
    }

    private static ComparisonSpec Spec(string[] arms, int seeds, string[]? paperArms) => new()
    {
        Dataset = "digits",
        DatasetSha256 = string.Concat(Enumerable.Repeat("0123456789abcdef", 4)),
        Arms = [.. arms.Select(FakeLosses.Arm)],
        Experiments =
        [
            new ExperimentSpec { Name = ExperimentSpec.Main, Form = "author-code", Epochs = 20 },
            new ExperimentSpec { Name = ExperimentSpec.Fine, Form = "author-code", CoarseLabels = true, Epochs = 20 },
            new ExperimentSpec { Name = ExperimentSpec.Paper, Form = "paper", Epochs = 10, Arms = paperArms },
            new ExperimentSpec { Name = ExperimentSpec.PaperFine, Form = "paper", CoarseLabels = true, Epochs = 10, Arms = paperArms },
        ],
        Seeds = [.. Enumerable.Range(1, seeds)],
        Net = new() { Backbone = "mlp", EmbeddingSize = 32 },
        ClassesPerBatch = 10,
        SamplesPerClass = 8,
        Optimization = new() { LearningRate = 0.001 },
        Threads = 2,
        Device = "cpu",
    };
}
