using DeepMetric.Evaluation;

using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Models;
using TorchSharp;

namespace DeepMetric.Lab.Runner;

/// <summary>The numbers of what was not trained: the input itself, and each seed's net before training.</summary>
internal static class Baselines
{
    /// <summary>Evaluates both for every experiment that has labels of its own.</summary>
    public static IReadOnlyList<BaselineResult> Evaluate(ComparisonSpec spec, IReadOnlyList<UnitData> levels, IReadOnlyList<UnitPlan> plans, CancellationToken cancellation)
    {
        var results = new List<BaselineResult>();
        foreach (int? seed in spec.Seeds.Select(seed => (int?)seed).Prepend(null))
        {
            // Levels that evaluate on the same labels have the same retrieval numbers.
            var known = new List<(int[] Labels, Dictionary<string, double> Numbers)>();
            foreach (UnitData data in levels)
            {
                results.Add(new BaselineResult
                {
                    Experiment = plans.First(plan => plan.Data == data).Experiment.Name,
                    Name = seed is null ? BaselineResult.RawInput : BaselineResult.UntrainedNet,
                    Seed = seed,
                    Numbers = seed is null ? OfInput(data, known, cancellation) : OfUntrainedNet(spec, data, seed.Value, known, cancellation),
                });
            }
        }

        return results;
    }

    private static IReadOnlyDictionary<string, double> OfInput(UnitData data, List<(int[] Labels, Dictionary<string, double> Numbers)> known, CancellationToken cancellation) =>
        Numbers(data, () => data.TrainedSet.Values, data.EvaluatedTest.Values, 0, known, cancellation);

    private static IReadOnlyDictionary<string, double> OfUntrainedNet(
        ComparisonSpec spec, UnitData data, int seed, List<(int[] Labels, Dictionary<string, double> Numbers)> known, CancellationToken cancellation)
    {
        using EmbeddingNet net = UnitRunner.CreateNet(spec, data, seed);
        torch.Device device = torch.device(spec.Device);
        net.to(device);
        return Numbers(
            data, () => data.Train.Embed(net, device, cancellation: cancellation), data.Test.Embed(net, device, cancellation: cancellation), seed, known, cancellation);
    }

    private static IReadOnlyDictionary<string, double> Numbers(
        UnitData data, Func<float[]> train, float[] test, int seed, List<(int[] Labels, Dictionary<string, double> Numbers)> known, CancellationToken cancellation)
    {
        (EmbeddingTable testTable, int[] testLabels) = EmbeddingNumbers.WithClass(test, data.EvaluatedTest);
        Dictionary<string, double>? retrieval = known.FirstOrDefault(entry => entry.Labels.AsSpan().SequenceEqual(testLabels)).Numbers;
        if (retrieval is null)
        {
            retrieval = EmbeddingNumbers.OfRetrieval(Retrieval.Evaluate(RetrievalQueries.Of(test, data.EvaluatedTest).Query, cancellation));
            known.Add((testLabels, retrieval));
        }

        var numbers = new Dictionary<string, double>(retrieval);
        Dictionary<string, double> more;
        if (data.CoarseTest is { } coarse)
        {
            more = EmbeddingNumbers.OfCoarseRetrieval(test, coarse);
        }
        else
        {
            more = EmbeddingNumbers.OfClusters(testTable, testLabels, (ulong)seed, cancellation);
            if (!data.DatasetSplit.IsClassDisjoint)
            {
                (EmbeddingTable trainTable, int[] trainLabels) = EmbeddingNumbers.WithClass(train(), data.EvaluatedTrain);
                foreach ((string id, double value) in EmbeddingNumbers.OfClasses(trainTable, trainLabels, testTable, testLabels, cancellation))
                {
                    more[id] = value;
                }
            }
        }

        foreach ((string id, double value) in more)
        {
            numbers[id] = value;
        }

        return UnitEvaluation.Ordered(numbers);
    }
}
