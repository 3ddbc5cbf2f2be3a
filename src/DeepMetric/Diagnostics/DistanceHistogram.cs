namespace DeepMetric.Diagnostics;

/// <summary>How the Euclidean distances of positive and of negative pairs are spread.</summary>
/// <param name="Positives">Pairs i &lt; j of one class per bin.</param>
/// <param name="Negatives">Pairs i &lt; j of two classes per bin.</param>
/// <param name="From">The lower end of the first bin.</param>
/// <param name="To">The upper end of the last bin.</param>
/// <param name="SampledItems">How many items the pairs are of.</param>
/// <remarks>All bins are equally wide; bin b holds distances from its lower end up to, not including, its upper end. Distances outside count in the end bins. Items labelled -1 are left out.</remarks>
public sealed record DistanceHistogram(long[] Positives, long[] Negatives, double From, double To, int SampledItems)
{
    private const int Block = 256;

    /// <summary>Counts the pairs of embeddings in float.</summary>
    /// <param name="values">Embeddings, <c>[n, d]</c>, row by row, all finite.</param>
    /// <param name="dimension">d.</param>
    /// <param name="labels">n labels; -1 marks an item of no class.</param>
    /// <param name="seed">What the draw of items depends on.</param>
    /// <param name="bins">The number of bins, at least 1.</param>
    /// <param name="from">The lower end of the first bin.</param>
    /// <param name="to">The upper end of the last bin; 2 is the largest distance of unit vectors.</param>
    /// <param name="maximumItems">Of more items than these, as many are drawn; at least 2.</param>
    /// <exception cref="ArgumentException">No row, a part of a row, not one label per row, a value that is not finite, no bin, ends that are not finite and rising, or fewer than 2 items allowed.</exception>
    public static DistanceHistogram Measure(
        ReadOnlySpan<float> values, int dimension, int[] labels, ulong seed, int bins = 60, double from = 0, double to = 2, int maximumItems = 2000) =>
        Measure(ItemSample.Draw(EmbeddingRows.From(values, dimension), labels, seed, maximumItems), bins, from, to);

    /// <summary>Counts the pairs of embeddings in double.</summary>
    /// <inheritdoc cref="Measure(ReadOnlySpan{float}, int, int[], ulong, int, double, double, int)"/>
    public static DistanceHistogram Measure(
        ReadOnlySpan<double> values, int dimension, int[] labels, ulong seed, int bins = 60, double from = 0, double to = 2, int maximumItems = 2000) =>
        Measure(ItemSample.Draw(EmbeddingRows.From(values, dimension), labels, seed, maximumItems), bins, from, to);

    private static DistanceHistogram Measure(ItemSample sample, int bins, double from, double to)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        if (!double.IsFinite(from) || !double.IsFinite(to) || from >= to)
        {
            throw new ArgumentException($"Expected finite, rising ends of the histogram, found {FormattableString.Invariant($"{from} and {to}")}.", nameof(to));
        }

        long[] positives = new long[bins];
        long[] negatives = new long[bins];
        if (sample.Rows is EmbeddingRows rows)
        {
            var gate = new Lock();
            RowParallel.For(rows.Count, (long)rows.Count * rows.Dimension, row =>
            {
                long[] positive = new long[bins];
                long[] negative = new long[bins];
                CountRow(rows, sample.Labels, row, from, bins / (to - from), positive, negative);
                lock (gate)
                {
                    Add(positive, positives);
                    Add(negative, negatives);
                }
            });
        }

        return new DistanceHistogram(positives, negatives, from, to, sample.Count);
    }

    private static void CountRow(EmbeddingRows rows, int[] labels, int row, double from, double binsPerUnit, long[] positive, long[] negative)
    {
        Span<double> distances = stackalloc double[Block];
        for (int first = row + 1; first < rows.Count; first += Block)
        {
            Span<double> block = distances[..Math.Min(Block, rows.Count - first)];
            SquaredDistances.FromRow(rows, row, first, block);
            for (int i = 0; i < block.Length; i++)
            {
                double place = Math.Clamp((Math.Sqrt(block[i]) - from) * binsPerUnit, 0, positive.Length - 1);
                long[] counts = labels[first + i] == labels[row] ? positive : negative;
                counts[(int)place]++;
            }
        }
    }

    // Whole numbers: the order in which rows end does not matter.
    private static void Add(long[] row, long[] total)
    {
        for (int b = 0; b < row.Length; b++)
        {
            total[b] += row[b];
        }
    }
}
