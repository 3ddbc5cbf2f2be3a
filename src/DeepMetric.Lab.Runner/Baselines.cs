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
        foreach (UnitData data in levels)
        {
            string experiment = plans.First(plan => plan.Data == data).Experiment.Name;
            results.Add(new BaselineResult
            {
                Experiment = experiment,
                Name = BaselineResult.RawInput,
                Numbers = Numbers(data, data.TrainedSet.Values, data.EvaluatedTest.Values, 0, cancellation),
            });
            foreach (int seed in spec.Seeds)
            {
                using EmbeddingNet net = UnitRunner.CreateNet(spec, data, seed);
                torch.Device device = torch.device(spec.Device);
                net.to(device);
                results.Add(new BaselineResult
                {
                    Experiment = experiment,
                    Name = BaselineResult.UntrainedNet,
                    Seed = seed,
                    Numbers = Numbers(data, data.Train.Embed(net, device, cancellation: cancellation), data.Test.Embed(net, device, cancellation: cancellation), seed, cancellation),
                });
            }
        }

        return results;
    }

    private static IReadOnlyDictionary<string, double> Numbers(UnitData data, float[] train, float[] test, int seed, CancellationToken cancellation)
    {
        (EmbeddingTable testTable, int[] testLabels) = EmbeddingNumbers.WithClass(test, data.EvaluatedTest);
        Dictionary<string, double> numbers = EmbeddingNumbers.OfRetrieval(Retrieval.Evaluate(new RetrievalQuery(testTable, testLabels), cancellation));
        Dictionary<string, double> more;
        if (data.CoarseTest is { } coarse)
        {
            more = EmbeddingNumbers.OfCoarseRetrieval(testTable, EmbeddingNumbers.WithClass(test, coarse).Labels);
        }
        else
        {
            (EmbeddingTable trainTable, int[] trainLabels) = EmbeddingNumbers.WithClass(train, data.EvaluatedTrain);
            more = EmbeddingNumbers.OfClasses(trainTable, trainLabels, testTable, testLabels, (ulong)seed, cancellation);
        }

        foreach ((string id, double value) in more)
        {
            numbers[id] = value;
        }

        return UnitEvaluation.Ordered(numbers);
    }
}
