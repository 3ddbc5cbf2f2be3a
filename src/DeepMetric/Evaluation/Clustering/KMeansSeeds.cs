using DeepMetric.Sampling;

namespace DeepMetric.Evaluation.Clustering;

/// <summary>Draws the items at which k-means starts: each with probability proportional to its squared distance to the nearest drawn so far.</summary>
internal static class KMeansSeeds
{
    /// <summary>The starting means, <c>[k · d]</c>.</summary>
    public static double[] Draw(EmbeddingTable items, int clusters, SeededRandom random)
    {
        var centroids = new double[clusters * items.Dimension];
        var distances = new double[items.Count];
        var nearest = new double[items.Count];
        Array.Fill(nearest, double.PositiveInfinity);
        int item = random.NextInt(items.Count);
        for (int cluster = 0; cluster < clusters; cluster++)
        {
            Span<double> centroid = centroids.AsSpan(cluster * items.Dimension, items.Dimension);
            items.CopyRow(item, centroid);
            items.SquaredDistances(centroid, 0, distances);
            double total = 0;
            for (int i = 0; i < nearest.Length; i++)
            {
                nearest[i] = Math.Min(nearest[i], distances[i]);
                total += nearest[i];
            }

            // With fewer different items than clusters nothing is left to tell them apart.
            item = total > 0 ? Pick(nearest, random.NextDouble() * total) : random.NextInt(items.Count);
        }

        return centroids;
    }

    /// <summary>The item whose weight covers a point of the summed weights; never one of weight 0.</summary>
    private static int Pick(double[] weights, double target)
    {
        int last = 0;
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0)
            {
                last = i;
                sum += weights[i];
                if (target < sum)
                {
                    break;
                }
            }
        }

        return last;
    }
}
