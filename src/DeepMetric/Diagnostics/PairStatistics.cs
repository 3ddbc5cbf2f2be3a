using System.Runtime.Intrinsics;

namespace DeepMetric.Diagnostics;

/// <summary>Statistics over the pairs of a set of embeddings.</summary>
/// <param name="Alignment">The mean of ‖z_i - z_j‖² over pairs i &lt; j of one class; null without any.</param>
/// <param name="Uniformity">The logarithm of the mean of exp(-2 ‖z_i - z_j‖²) over all pairs i &lt; j; null without any.</param>
/// <param name="Density">The mean over classes of the mean cosine distance of their pairs, over the mean cosine distance of pairs of normalised class centres (the means of normalised rows); null without a pair of one class or of two different centres. Rows and centres of 0 have no direction and are left out.</param>
/// <param name="SampledItems">How many items the numbers are of.</param>
/// <remarks>
/// <para>Alignment and uniformity are taken of the embeddings as they are; on the unit sphere they compare between nets. Items labelled -1 are left out.</para>
/// <para>Papers: Wang and Isola, ICML 2020 (alignment, uniformity); Roth et al., ICML 2020 (density). Differs from the latter's code: a class of one item has no mean of pairs and is left out of the mean over classes.</para>
/// </remarks>
public sealed record PairStatistics(double? Alignment, double? Uniformity, double? Density, int SampledItems)
{
    private const int Block = 256;

    // Far above the rounding of a unit vector's components, far below any difference that means something.
    private const double Rounding = 1e-12;

    /// <summary>Measures embeddings in float.</summary>
    /// <param name="values">Embeddings, <c>[n, d]</c>, row by row, all finite.</param>
    /// <param name="dimension">d.</param>
    /// <param name="labels">n labels; -1 marks an item of no class.</param>
    /// <param name="seed">What the draw of items depends on.</param>
    /// <param name="maximumItems">Of more items than these, as many are drawn; at least 2.</param>
    /// <exception cref="ArgumentException">No row, a part of a row, not one label per row, a value that is not finite, or fewer than 2 items allowed.</exception>
    public static PairStatistics Measure(ReadOnlySpan<float> values, int dimension, int[] labels, ulong seed, int maximumItems = 5000) =>
        Measure(ItemSample.Draw(EmbeddingRows.From(values, dimension), labels, seed, maximumItems));

    /// <summary>Measures embeddings in double.</summary>
    /// <inheritdoc cref="Measure(ReadOnlySpan{float}, int, int[], ulong, int)"/>
    public static PairStatistics Measure(ReadOnlySpan<double> values, int dimension, int[] labels, ulong seed, int maximumItems = 5000) =>
        Measure(ItemSample.Draw(EmbeddingRows.From(values, dimension), labels, seed, maximumItems));

    private static PairStatistics Measure(ItemSample sample)
    {
        if (sample.Rows is not EmbeddingRows rows)
        {
            return new PairStatistics(null, null, null, 0);
        }

        int count = sample.Count;
        double[] positive = new double[count];
        double[] potential = new double[count];
        long[] positives = new long[count];
        RowParallel.For(count, (long)count * rows.Dimension, row => Row(rows, sample.Labels, row, ref positive[row], ref positives[row], ref potential[row]));
        long ofOneClass = positives.Sum();
        double pairs = 0.5 * count * (count - 1);
        return new PairStatistics(
            ofOneClass == 0 ? null : positive.Sum() / ofOneClass,
            pairs == 0 ? null : Math.Log(potential.Sum() / pairs),
            DensityOf(rows.Normalized(), sample.Labels),
            count);
    }

    private static void Row(EmbeddingRows rows, int[] labels, int row, ref double positive, ref long positives, ref double potential)
    {
        Span<double> distances = stackalloc double[Block];
        for (int first = row + 1; first < rows.Count; first += Block)
        {
            Span<double> block = distances[..Math.Min(Block, rows.Count - first)];
            SquaredDistances.FromRow(rows, row, first, block);
            for (int i = 0; i < block.Length; i++)
            {
                if (labels[first + i] == labels[row])
                {
                    positive += block[i];
                    positives++;
                }
            }

            potential += SumOfPotentials(block);
        }
    }

    private static double SumOfPotentials(ReadOnlySpan<double> squared)
    {
        Vector256<double> sums = Vector256<double>.Zero;
        int i = 0;
        for (; i + Vector256<double>.Count <= squared.Length; i += Vector256<double>.Count)
        {
            sums += Vector256.Exp(Vector256.Create(squared[i..]) * -2.0);
        }

        double sum = Vector256.Sum(sums);
        for (; i < squared.Length; i++)
        {
            sum += Math.Exp(-2 * squared[i]);
        }

        return sum;
    }

    // For unit vectors 1 - cos(u, v) = ‖u - v‖² / 2, and the sum of ‖u - v‖² over the pairs of a class is n_c Σ ‖u - mean‖²:
    // no pair needs to be visited.
    private static double? DensityOf(EmbeddingRows unit, int[] labels)
    {
        ClassGroups groups = ClassGroups.Of(unit, [.. labels.Select((label, i) => unit.Row(i).ContainsAnyExcept(0.0) ? label : EmbeddingRows.OutlierLabel)]);
        double[] within = [.. Enumerable.Range(0, groups.Count)
            .Where(c => groups.Counts[c] > 1)
            .Select(c => groups.Scatter[c] / (groups.Counts[c] - 1))];
        double? squared = CentroidSpread.Of(groups.WithUnitCentroids(Rounding)).MeanSquared;
        return within.Length == 0 || squared is not > Rounding * Rounding ? null : within.Average() / (squared / 2);
    }
}
