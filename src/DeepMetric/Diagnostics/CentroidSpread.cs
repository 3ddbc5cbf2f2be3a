namespace DeepMetric.Diagnostics;

/// <summary>How far the centroids of classes lie apart.</summary>
/// <param name="Mean">The mean of the centroids.</param>
/// <param name="Centred">The mean squared distance of the centroids to <paramref name="Mean"/>; null without any.</param>
/// <param name="Between">Σ n_c ‖μ_c - μ‖², μ the mean of all items.</param>
/// <param name="MeanSquared">The mean squared distance over pairs; null below two centroids.</param>
/// <param name="MeanDistance">The mean distance over pairs.</param>
/// <param name="DistanceStd">The population standard deviation of the distance over pairs.</param>
internal sealed record CentroidSpread(double[] Mean, double? Centred, double Between, double? MeanSquared, double? MeanDistance, double? DistanceStd)
{
    public static CentroidSpread Of(ClassGroups groups)
    {
        int count = groups.Count;
        double items = groups.Counts.Sum();
        double[] mean = WeightedMean(groups, _ => 1.0 / count);
        double[] grand = WeightedMean(groups, c => groups.Counts[c] / items);
        double centred = 0;
        double between = 0;
        for (int c = 0; c < count; c++)
        {
            centred += SquaredDistances.Between(groups.Centroid(c), mean);
            between += groups.Counts[c] * SquaredDistances.Between(groups.Centroid(c), grand);
        }

        if (count < 2)
        {
            return new CentroidSpread(mean, count == 0 ? null : 0, 0, null, null, null);
        }

        double pairs = 0.5 * count * (count - 1);
        double meanSquared = SumOverPairs(groups, squared => squared) / pairs;
        double meanDistance = SumOverPairs(groups, Math.Sqrt) / pairs;
        double variance = SumOverPairs(groups, squared => (Math.Sqrt(squared) - meanDistance) * (Math.Sqrt(squared) - meanDistance)) / pairs;
        return new CentroidSpread(mean, centred / count, between, meanSquared, meanDistance, Math.Sqrt(variance));
    }

    // The weights add up to 1; taken of the differences to the first centroid, the mean of equal ones is exact.
    private static double[] WeightedMean(ClassGroups groups, Func<int, double> weight)
    {
        double[] mean = new double[groups.Dimension];
        for (int c = 0; c < groups.Count; c++)
        {
            double share = weight(c);
            for (int k = 0; k < mean.Length; k++)
            {
                mean[k] += share * (groups.Centroid(c)[k] - groups.Centroid(0)[k]);
            }
        }

        for (int k = 0; k < mean.Length && groups.Count > 0; k++)
        {
            mean[k] += groups.Centroid(0)[k];
        }

        return mean;
    }

    private static double SumOverPairs(ClassGroups groups, Func<double, double> term)
    {
        double[] sums = new double[groups.Count];
        RowParallel.For(groups.Count, (long)groups.Count * groups.Dimension, c =>
        {
            for (int other = c + 1; other < groups.Count; other++)
            {
                sums[c] += term(SquaredDistances.Between(groups.Centroid(c), groups.Centroid(other)));
            }
        });
        return sums.Sum();
    }
}
