using DeepMetric.Tuples;

namespace DeepMetric.Losses.Kernels;

/// <summary>What index tuples say of single items.</summary>
internal static class ItemWeights
{
    /// <summary>For each embedding how often it stands in the tuples, over how often the most frequent item does; 1 for all where there is no tuple.</summary>
    /// <remarks>With a reference set only anchors count, as positives and negatives are other items.</remarks>
    public static double[] Of(EmbeddingBatch batch, IndexTuples tuples)
    {
        double[] counts = new double[batch.Count];
        int[][] lists = tuples switch
        {
            Triplets triplets when batch.HasReference => [triplets.Anchors],
            Triplets triplets => [triplets.Anchors, triplets.Positives, triplets.Negatives],
            Pairs pairs when batch.HasReference => [pairs.PositiveAnchors, pairs.NegativeAnchors],
            Pairs pairs => [pairs.PositiveAnchors, pairs.Positives, pairs.NegativeAnchors, pairs.Negatives],
            _ => throw new ArgumentException($"Expected pairs or triplets, found {tuples.GetType().Name}.", nameof(tuples)),
        };
        foreach (int item in lists.SelectMany(list => list))
        {
            counts[item]++;
        }

        double largest = counts.DefaultIfEmpty(0).Max();
        return largest == 0 ? [.. counts.Select(_ => 1.0)] : [.. counts.Select(count => count / largest)];
    }
}
