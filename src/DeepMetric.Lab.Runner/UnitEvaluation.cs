using DeepMetric.Datasets;
using DeepMetric.Diagnostics;
using DeepMetric.Evaluation;

using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Models;
using TorchSharp;

namespace DeepMetric.Lab.Runner;

/// <summary>Measures a net: its spread after each epoch, everything at the end.</summary>
internal sealed class UnitEvaluation(ComparisonSpec spec, UnitData data, EmbeddingNet net, torch.Device device, int seed)
{
    private const double EarlyOrLate = 0.2;
    private float[]? _test;
    private RetrievalResult? _retrieval;

    /// <summary>The embeddings of the test items, row by row, once there is a result.</summary>
    public float[] TestRows => _test ?? [];

    /// <summary>The record of an epoch, from the steps it took.</summary>
    public EpochRecord Epoch(int epoch, IReadOnlyCollection<StepRecord> steps)
    {
        Dictionary<string, double> Spread(LabeledSet set) => EmbeddingNumbers.Spread(new SetItems(set).Embed(net, device), set.Labels, (ulong)seed);
        return new EpochRecord
        {
            Epoch = epoch,
            TrackedLoss = StepRecords.TrackedLoss(steps),
            ActiveRatio = StepRecords.ActiveRatio(steps),
            Train = Spread(data.MonitoredTrain),
            Test = Spread(data.MonitoredTest),
        };
    }

    /// <summary>The result of the run.</summary>
    public UnitResult Result(UnitKey key, IReadOnlyList<StepRecord> steps, IReadOnlyList<EpochRecord> epochs, CancellationToken cancellation)
    {
        _test = data.Test.Embed(net, device, cancellation: cancellation);
        (EmbeddingTable test, int[] testLabels) = EmbeddingNumbers.WithClass(_test, data.EvaluatedTest);
        _retrieval = Retrieval.Evaluate(RetrievalQueries.Of(_test, data.EvaluatedTest).Query with { KeepsQueries = true }, cancellation);
        Dictionary<string, double> numbers = EmbeddingNumbers.OfRetrieval(_retrieval);
        if (data.CoarseTest is { } coarse)
        {
            Add(numbers, EmbeddingNumbers.OfCoarseRetrieval(_test, coarse));
        }
        else
        {
            Add(numbers, EmbeddingNumbers.OfClusters(test, testLabels, (ulong)seed, cancellation));
            if (!data.DatasetSplit.IsClassDisjoint)
            {
                (EmbeddingTable train, int[] trainLabels) = EmbeddingNumbers.WithClass(data.Train.Embed(net, device, cancellation: cancellation), data.EvaluatedTrain);
                Add(numbers, EmbeddingNumbers.OfClasses(train, trainLabels, test, testLabels, cancellation));
            }

            Add(numbers, EmbeddingNumbers.Spread(_test, data.EvaluatedTest.Labels, (ulong)seed));
        }

        Add(numbers, OfUpdates(steps, epochs));
        return new UnitResult { Key = key, Steps = steps.Count, Numbers = Ordered(numbers), IntraPerClass = IntraPerClass() };
    }

    /// <summary>Pictures of the test embeddings.</summary>
    public Showcase Showcase() => ShowcaseBuilder.Build(_test!, data.EvaluatedTest, _retrieval!, spec, seed);

    /// <summary>Numbers in the catalogue's order, so that equal runs give equal files.</summary>
    public static IReadOnlyDictionary<string, double> Ordered(Dictionary<string, double> numbers) =>
        MetricCatalog.All.Where(metric => numbers.ContainsKey(metric.Id)).ToDictionary(metric => metric.Id, metric => numbers[metric.Id]);

    private static Dictionary<string, double> OfUpdates(IReadOnlyList<StepRecord> steps, IReadOnlyList<EpochRecord> epochs)
    {
        int part = Math.Max(1, (int)Math.Ceiling(EarlyOrLate * steps.Count));
        StepRecord[] early = [.. steps.Take(part)];
        StepRecord[] late = [.. steps.TakeLast(part)];
        double[] losses = [.. epochs.Where(epoch => epoch.TrackedLoss is not null).Select(epoch => epoch.TrackedLoss!.Value)];
        (string Id, double? Value)[] numbers =
        [
            (MetricCatalog.EarlyActiveRatio, StepRecords.ActiveRatio(early)),
            (MetricCatalog.EarlyGradientNorm, early.Average(step => step.GradientNorm)),
            (MetricCatalog.LateActiveRatio, StepRecords.ActiveRatio(late)),
            (MetricCatalog.LateGradientNorm, late.Average(step => step.GradientNorm)),
            (MetricCatalog.LateHardestDecile, late.Average(step => step.HardestDecile)),
            (MetricCatalog.EarlyDecayRate, LossDecay.FittedRate([.. early.Select(step => step.TrackedLoss)])),
            (MetricCatalog.EpochsToHalf, LossDecay.StepsToLose(losses, 0.5)),
            (MetricCatalog.EpochsToTenth, LossDecay.StepsToLose(losses, 0.9)),
        ];
        return numbers.Where(number => number.Value is not null).ToDictionary(number => number.Id, number => number.Value!.Value);
    }

    private List<double?> IntraPerClass()
    {
        int dimension = _test!.Length / data.EvaluatedTest.Count;
        Dictionary<int, double?> byLabel = EmbeddingVariance.Measure(_test, dimension, data.EvaluatedTest.Labels).IntraPerClass.ToDictionary(entry => entry.Label, entry => entry.Variance);
        return [.. Enumerable.Range(0, Math.Max(data.DatasetSplit.ClassNames.Count, byLabel.Keys.Max() + 1)).Select(label => byLabel.GetValueOrDefault(label))];
    }

    private static void Add(Dictionary<string, double> numbers, IReadOnlyDictionary<string, double> more)
    {
        foreach ((string id, double value) in more)
        {
            numbers[id] = value;
        }
    }
}
