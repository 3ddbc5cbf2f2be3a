namespace DeepMetric.Diagnostics;

/// <summary>Statistics over pairs of embeddings.</summary>
/// <param name="Alignment">The mean d² of positive pairs; null without any. Paper: Wang and Isola, ICML 2020.</param>
/// <param name="Uniformity">The log of the mean of exp(−2 d²) over all pairs; null without any. Same paper.</param>
/// <param name="Density">
/// The mean over classes of the mean in-class cosine distance, over the mean cosine distance of normalised class centres; null where undefined.
/// Paper: Roth et al., ICML 2020.
/// </param>
/// <param name="SampledItems">How many items they come from.</param>
public sealed record PairStatistics(double? Alignment, double? Uniformity, double? Density, int SampledItems)
{
    /// <summary>Measures embeddings; items labelled -1 are left out.</summary>
    /// <param name="values">n x d values.</param>
    /// <param name="dimension">d.</param>
    /// <param name="labels">n labels.</param>
    /// <param name="seed">Decides which items are looked at when there are more than <paramref name="maximumItems"/>.</param>
    /// <param name="maximumItems">The most items looked at.</param>
    public static PairStatistics Measure(float[] values, int dimension, IReadOnlyList<int> labels, ulong seed, int maximumItems = 5000)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(labels);
        if (dimension < 1 || values.Length != (long)labels.Count * dimension)
        {
            throw new ArgumentException($"Expected {labels.Count} x {dimension} values, one row per label, found {values.Length}.", nameof(values));
        }

        int[] items = ItemSample.Draw(labels, seed, maximumItems);
        double[] alignment = new double[items.Length];
        double[] potential = new double[items.Length];
        long[] positives = new long[items.Length];
        RowParallel.For(items.Length, (long)items.Length * dimension, i =>
        {
            for (int j = i + 1; j < items.Length; j++)
            {
                double squared = ItemSample.SquaredDistance(values, dimension, items[i], items[j]);
                potential[i] += Math.Exp(-2 * squared);
                if (labels[items[i]] == labels[items[j]])
                {
                    alignment[i] += squared;
                    positives[i]++;
                }
            }
        });
        double pairs = items.Length * (items.Length - 1.0) / 2;
        return new PairStatistics(
            positives.Sum() == 0 ? null : alignment.Sum() / positives.Sum(),
            pairs == 0 ? null : Math.Log(potential.Sum() / pairs),
            MeasureDensity(values, dimension, labels, items),
            items.Length);
    }

    /// <summary>With unit rows u, the mean cosine distance of pairs follows from ‖Σ u‖², so no pair is visited.</summary>
    private static double? MeasureDensity(float[] values, int dimension, IReadOnlyList<int> labels, int[] items)
    {
        var inside = new List<double>();
        var centres = new List<double[]>();
        foreach (IGrouping<int, int> group in items.GroupBy(item => labels[item]).OrderBy(group => group.Key))
        {
            double[] sum = new double[dimension];
            int count = 0;
            foreach (int item in group)
            {
                AddUnit(sum, Array.ConvertAll(values[(item * dimension)..((item + 1) * dimension)], value => (double)value));
                count++;
            }

            if (count > 1)
            {
                inside.Add(MeanCosineDistance(sum, count));
            }

            centres.Add(sum);
        }

        double[] total = new double[dimension];
        foreach (double[] centre in centres)
        {
            AddUnit(total, centre);
        }

        double between = centres.Count < 2 ? 0 : MeanCosineDistance(total, centres.Count);
        return inside.Count == 0 || between <= 0 ? null : inside.Average() / between;
    }

    private static double MeanCosineDistance(double[] sumOfUnits, int count) => 1 - ((sumOfUnits.Sum(x => x * x) - count) / (count * (count - 1.0)));

    private static void AddUnit(double[] sum, double[] row)
    {
        double norm = Math.Sqrt(row.Sum(x => x * x));
        for (int k = 0; k < row.Length && norm > 0; k++)
        {
            sum[k] += row[k] / norm;
        }
    }
}
