using DeepMetric.Datasets;
using DeepMetric.Evaluation;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Tests.Lab.Runner.Evaluation;

public sealed class EvaluationRunTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("deepmetric-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_file_of_embeddings_is_judged_by_hand_worked_numbers()
    {
        // a at 0 and 1, b at 3 and 4.5, c alone at 9, ? at 100: a finds a, b finds b; all pairs are nearest to each other.
        EvaluationResults results = Run(new() { EmbeddingsFile = Write("x.csv", "label,e0", "a,0", "a,1", "b,3", "b,4.5", "c,9", "?,100") });
        Assert.Equal((5, 1, 3, 4, 1), (results.Items, results.Outliers, results.Classes, results.Queries, results.QueriesLeftOut));
        Assert.Equal(1, results.Numbers[MetricCatalog.MapAtR]);
        Assert.Equal(1, results.Numbers[MetricCatalog.RecallAt1]);
        Assert.Equal(0.5, results.Numbers[EvaluationMetric.PrecisionAt(2)]);
        Assert.Equal(((0.25 + 0.5625) / 2), results.Numbers[MetricCatalog.Intra], 1e-12);
        Assert.False(results.Numbers.ContainsKey(MetricCatalog.KnnAccuracy));
        Assert.False(results.Numbers.ContainsKey(EvaluationMetric.GradedNdcg));

        // Pairs of one class lie 1 and 1.5 apart, those of two at least 2; the threshold is midway.
        Assert.Equal(new PairCounts(2, 8, 2, 8), results.Pairs);
        Assert.Equal((1, 0, 0), (results.Numbers[EvaluationMetric.RocAuc], results.Numbers[EvaluationMetric.EqualErrorRate], results.Numbers[EvaluationMetric.FnmrAt(0.01)]));
        Assert.Equal((1, 1.75), (results.Numbers[EvaluationMetric.BestF1], results.Numbers[EvaluationMetric.ThresholdOf(EvaluationMetric.BestF1)]));
        Assert.Contains(results.Notes, note => note.StartsWith("FNMR at FMR 0.01 is that without any false match: there are only 8 pairs", StringComparison.Ordinal));
        Assert.Equal((1, 1, 0), (results.Numbers[EvaluationMetric.MapAt(2)], results.Numbers[EvaluationMetric.NdcgAt(4)], results.PerClass![0].Numbers[EvaluationMetric.FnmrAt(0.001)]));
        Assert.Equal(["a", "b", "c"], results.PerClass?.Select(entry => entry.Class));
        Assert.Null(results.PerClass![2].MapAtR);
        Assert.Equal("others", results.Searched);
    }

    [Fact]
    public void A_reference_trains_classifiers_and_is_searched_when_asked_for()
    {
        string file = Write("x.csv", "label,e0", "b,0.1", "b,10", "new,20");
        string reference = Write("train.csv", "label,e0", "a,0", "b,0.3", "a,-1", "b,10.5");
        var job = new EvaluationJob { EmbeddingsFile = file, ReferenceFile = reference };
        EvaluationResults others = Run(job);
        EvaluationResults searched = Run(job with { SearchesReference = true });

        // The centroids lie at -0.5 (a) and 5.4 (b); of the three, the item at 10 alone is nearest to its own class's.
        Assert.Equal(1.0 / 3, others.Numbers[MetricCatalog.NearestCentroid], 1e-12);
        Assert.Equal([0.5, 0], others.PerClass!.OrderBy(entry => entry.Class).Select(entry => entry.Numbers[MetricCatalog.NearestCentroid]));
        Assert.Equal((2, 2, "reference", 4), (searched.Queries, others.Queries, searched.Searched, searched.SearchedItems));

        // 0.1 finds a at 0 first and then b at 0.3; 10 finds b at 10.5.
        Assert.Equal(0.5, searched.Numbers[MetricCatalog.RecallAt1]);
        Assert.Contains(others.Notes, note => note.Contains("lack count as wrongly classified: 1.", StringComparison.Ordinal));
    }

    [Fact]
    public void Too_few_classes_have_no_intervals_and_a_note_says_so()
    {
        EvaluationResults results = Run(new() { EmbeddingsFile = Write("x.csv", "label,e0", "a,0", "a,1", "b,5", "b,6"), Intervals = BootstrapUnit.Classes });
        Assert.Empty(results.Intervals!);
        Assert.Single(results.Notes, "Intervals of map-at-r and others were left out: they need 10 classes, there are 2.");
    }

    [Fact]
    public void A_model_is_judged_by_what_it_embeds_with_its_raw_input_beside_it()
    {
        string model = SmallModel.OfDigits(Path.Combine(_root, "model"));
        EvaluationResults results = Run(new() { ModelFolder = model, Intervals = BootstrapUnit.Queries, Threads = 1 });
        DatasetSplit digits = Digits.Load();
        RetrievalMetrics raw = Retrieval.Evaluate(new RetrievalQuery(EmbeddingTable.FromFloats(digits.Test.Values, digits.Test.ItemSize), digits.Test.Labels), TestContext.Current.CancellationToken).Overall;
        Assert.Equal(raw.MeanAveragePrecisionAtR, results.RawInput![MetricCatalog.MapAtR], 1e-12);
        Assert.Contains(MetricCatalog.MapAtR, results.AtCeiling);
        Assert.InRange(results.RawInput[MetricCatalog.KnnAccuracy], 0.9, 1);
        foreach (string id in (string[])[MetricCatalog.MapAtR, MetricCatalog.RecallAt1, MetricCatalog.LinearProbe, EvaluationMetric.RecallAt10])
        {
            Assert.InRange(results.Numbers[id], results.Intervals![id].Low, results.Intervals[id].High);
        }

        // Digits have two levels, parity and digit: an even digit is worth something to another.
        Assert.InRange(results.Numbers[EvaluationMetric.GradedNdcg], results.Numbers[EvaluationMetric.Ndcg] / 2, 1);
        Assert.InRange(results.Numbers[EvaluationMetric.RocAuc], 0.5, 1);
        Assert.InRange(results.Numbers[MetricCatalog.Ami], 0, results.Numbers[MetricCatalog.Nmi]);
        Assert.Equal(results.Items * (results.Items - 1L) / 2, results.Pairs!.Positive + results.Pairs.Negative);
        IReadOnlyList<ClassNumbers> classes = results.PerClass!;
        foreach (string id in (string[])[MetricCatalog.NearestCentroid, EvaluationMetric.NdcgAt(5), EvaluationMetric.PrecisionAt(10), EvaluationMetric.GradedNdcg, MetricCatalog.RPrecision])
        {
            Assert.Equal(results.Numbers[id], classes.Sum(entry => entry.Items * entry.Numbers[id]) / results.Items, 1e-9);
        }

        double missed = classes.Sum(entry => entry.Items * (entry.Items - 1.0) / 2 * entry.Numbers[EvaluationMetric.FnmrAt(0.01)]);
        Assert.Equal(results.Numbers[EvaluationMetric.FnmrAt(0.01)], missed / results.Pairs.Positive, 1e-9);
        Assert.True(classes.Zip(classes.Skip(1)).All(pair => pair.First.MapAtR <= pair.Second.MapAtR));
        Assert.Equal(results.Numbers[MetricCatalog.RecallAt1], results.CumulativeMatch[0], 1e-12);
        Assert.Equal(results.Numbers[EvaluationMetric.RecallAt10], results.CumulativeMatch[9], 1e-12);
        Assert.Empty(results.Warnings);

        // The same embeddings from a file give the same retrieval numbers.
        string file = Path.Combine(_root, "x.npy");
        EmbeddingRun.Run(new EmbeddingJob { ModelFolder = model, Dataset = "digits", Part = ItemPart.Test, OutputPath = file, Threads = 1 }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(results.Numbers[MetricCatalog.MapAtR], Run(new() { EmbeddingsFile = file }).Numbers[MetricCatalog.MapAtR], 1e-12);
    }

    [Fact]
    public void Another_split_than_the_one_trained_with_is_refused_unless_allowed()
    {
        DatasetRequest trained = new() { Split = new SplitChoice { Kind = SplitKind.ClosedSet, Seed = 1 } };
        SplitPlan plan = DatasetCatalog.Load("digits", trained, TestContext.Current.CancellationToken).Plan!;
        string model = SmallModel.OfDigits(Path.Combine(_root, "model"), new SplitSpec { Name = plan.Name, Kind = "closed-set", Sha256 = plan.Sha256 });
        var job = new EvaluationJob { ModelFolder = model, Dataset = "digits", Data = trained, Baseline = false, Threads = 1 };
        Assert.Empty(Run(job).Warnings);
        EvaluationJob other = job with { Data = new() { Split = new SplitChoice { Kind = SplitKind.ClosedSet, Seed = 2 } } };
        Assert.Contains("may have been trained on", Assert.Throws<ArgumentException>(() => Run(other)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Run(job with { Data = new() }));
        EvaluationResults allowed = Run(other with { Data = new() { Split = other.Data.Split! with { Leaks = LeakPolicy.Allow } } });
        Assert.Contains("may have been trained on", Assert.Single(allowed.Warnings), StringComparison.Ordinal);
        Assert.Contains("trained on", Assert.Single(Run(job with { Part = ItemPart.Train }).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_classes_or_of_other_dimensions_is_refused()
    {
        string classless = Write("x.csv", "label,e0", "?,1", "?,2");
        string wide = Write("wide.csv", "label,e0,e1", "a,1,2", "b,2,3");
        Assert.Throws<InvalidDataException>(() => Run(new() { EmbeddingsFile = classless }));
        Assert.Contains("expected embeddings of 2 numbers", Assert.Throws<InvalidDataException>(
            () => Run(new() { EmbeddingsFile = wide, ReferenceFile = Write("y.csv", "label,e0", "a,1", "b,2") })).Message, StringComparison.Ordinal);
    }

    private static EvaluationResults Run(EvaluationJob job) => EvaluationRun.Run(job, cancellation: TestContext.Current.CancellationToken);

    private string Write(string name, params string[] lines)
    {
        string path = Path.Combine(_root, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}
