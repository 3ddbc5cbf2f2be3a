using DeepMetric.Datasets;
using DeepMetric.Evaluation;

namespace DeepMetric.Lab.Runner;

/// <summary>What a comparison measures on test items, of any embeddings of them.</summary>
internal static class TestNumbers
{
    /// <summary>Retrieval, clusters, and classification unless the test classes are others than the training classes.</summary>
    /// <param name="data">The items and labels.</param>
    /// <param name="test">The test items' embeddings.</param>
    /// <param name="train">Computes the training items' embeddings.</param>
    /// <param name="spread">Whether variances and the like are wanted too.</param>
    /// <param name="seed">Decides the starts of k-means and the pairs drawn.</param>
    /// <param name="cancellation">Stops.</param>
    public static IReadOnlyDictionary<string, double> Of(DatasetSplit data, float[] test, Func<float[]> train, bool spread, int seed, CancellationToken cancellation)
    {
        (EmbeddingTable table, int[] labels) = EmbeddingNumbers.WithClass(test, data.Test);
        Dictionary<string, double> numbers = EmbeddingNumbers.OfRetrieval(Retrieval.Evaluate(RetrievalQueries.Of(test, data.Test).Query, cancellation));
        Add(EmbeddingNumbers.OfClusters(table, labels, (ulong)seed, cancellation));
        if (!data.IsClassDisjoint)
        {
            (EmbeddingTable trainTable, int[] trainLabels) = EmbeddingNumbers.WithClass(train(), data.Train);
            Add(EmbeddingNumbers.OfClasses(trainTable, trainLabels, table, labels, cancellation));
        }

        if (spread)
        {
            Add(EmbeddingNumbers.Spread(test, data.Test.Labels, (ulong)seed));
        }

        return UnitEvaluation.Ordered(numbers);

        void Add(Dictionary<string, double> more)
        {
            foreach ((string id, double value) in more.Where(number => double.IsFinite(number.Value)))
            {
                numbers[id] = value;
            }
        }
    }
}
