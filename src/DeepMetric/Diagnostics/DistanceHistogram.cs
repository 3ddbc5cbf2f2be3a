namespace DeepMetric.Diagnostics;

/// <summary>Counts of the Euclidean distances of positive and of negative pairs.</summary>
/// <param name="From">The lower edge of the first bin.</param>
/// <param name="To">The upper edge of the last bin; distances outside count in the bins at the ends.</param>
/// <param name="Positives">Pairs of one class, per bin.</param>
/// <param name="Negatives">Pairs of two classes, per bin.</param>
public sealed record DistanceHistogram(double From, double To, long[] Positives, long[] Negatives)
{
    /// <summary>Counts pairs; items labelled -1 are left out.</summary>
    /// <param name="values">n x d values.</param>
    /// <param name="dimension">d.</param>
    /// <param name="labels">n labels.</param>
    /// <param name="seed">Decides which items are looked at when there are more than <paramref name="maximumItems"/>.</param>
    /// <param name="bins">The number of bins.</param>
    /// <param name="from">The lower edge of the first bin.</param>
    /// <param name="to">The upper edge of the last bin.</param>
    /// <param name="maximumItems">The most items looked at.</param>
    public static DistanceHistogram Measure(
        float[] values, int dimension, IReadOnlyList<int> labels, ulong seed, int bins = 60, double from = 0, double to = 2, int maximumItems = 2000)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        long[] positives = new long[bins];
        long[] negatives = new long[bins];
        int[] items = ItemSample.Draw(labels, seed, maximumItems);
        for (int i = 0; i < items.Length; i++)
        {
            for (int j = i + 1; j < items.Length; j++)
            {
                double distance = Math.Sqrt(ItemSample.SquaredDistance(values, dimension, items[i], items[j]));
                int bin = Math.Clamp((int)((distance - from) / (to - from) * bins), 0, bins - 1);
                (labels[items[i]] == labels[items[j]] ? positives : negatives)[bin]++;
            }
        }

        return new DistanceHistogram(from, to, positives, negatives);
    }
}
