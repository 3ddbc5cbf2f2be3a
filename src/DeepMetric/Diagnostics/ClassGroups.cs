namespace DeepMetric.Diagnostics;

/// <summary>The classes of a set of rows, by rising label, with their means and scatter.</summary>
internal sealed class ClassGroups
{
    private ClassGroups(int[] labels, int[] counts, double[] centroids, double[] scatter, int dimension)
    {
        (Labels, Counts, Centroids, Scatter, Dimension) = (labels, counts, centroids, scatter, dimension);
    }

    public int[] Labels { get; }

    /// <summary>n_c.</summary>
    public int[] Counts { get; }

    /// <summary>μ_c, <c>[C, d]</c>.</summary>
    public double[] Centroids { get; }

    /// <summary>Σ ‖z_i - μ_c‖² over the items of each class.</summary>
    public double[] Scatter { get; }

    public int Dimension { get; }

    public int Count => Labels.Length;

    /// <summary>Groups rows by label.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="labels">One label per row.</param>
    /// <param name="withOutliers">Whether the label -1 is a class like others.</param>
    public static ClassGroups Of(EmbeddingRows rows, IReadOnlyList<int> labels, bool withOutliers = false)
    {
        int[] classes = [.. labels.Where(label => withOutliers || label != EmbeddingRows.OutlierLabel).Distinct().Order()];
        var positions = new Dictionary<int, int>(classes.Length);
        for (int c = 0; c < classes.Length; c++)
        {
            positions.Add(classes[c], c);
        }

        int[] classOf = [.. labels.Select(label => positions.GetValueOrDefault(label, -1))];
        int[] counts = new int[classes.Length];
        double[] centroids = Means(rows, classOf, counts);
        double[] scatter = new double[classes.Length];
        for (int i = 0; i < rows.Count; i++)
        {
            if (classOf[i] is >= 0 and int c)
            {
                scatter[c] += SquaredDistances.Between(rows.Row(i), centroids.AsSpan(c * rows.Dimension, rows.Dimension));
            }
        }

        return new ClassGroups(classes, counts, centroids, scatter, rows.Dimension);
    }

    public ReadOnlySpan<double> Centroid(int index) => Centroids.AsSpan(index * Dimension, Dimension);

    /// <summary>The classes with their centroids divided by the L2 norm, without those whose centroid is 0 up to rounding and has no direction.</summary>
    /// <param name="rounding">The largest norm that is rounding.</param>
    public ClassGroups WithUnitCentroids(double rounding)
    {
        double[] zero = new double[Dimension];
        int[] kept = [.. Enumerable.Range(0, Count).Where(c => SquaredDistances.Between(Centroid(c), zero) > rounding * rounding)];
        double[] unit = [.. kept.SelectMany(c => Centroid(c).ToArray())];
        for (int c = 0; c < kept.Length; c++)
        {
            EmbeddingRows.Normalize(unit.AsSpan(c * Dimension, Dimension));
        }

        return new ClassGroups([.. kept.Select(c => Labels[c])], [.. kept.Select(c => Counts[c])], unit, [.. kept.Select(c => Scatter[c])], Dimension);
    }

    // Means of the differences to a class's first row: of equal rows that is exact, so their scatter is exactly 0.
    private static double[] Means(EmbeddingRows rows, int[] classOf, int[] counts)
    {
        int dimension = rows.Dimension;
        int[] firsts = new int[counts.Length];
        double[] means = new double[counts.Length * dimension];
        for (int i = 0; i < rows.Count; i++)
        {
            if (classOf[i] is >= 0 and int c)
            {
                firsts[c] = counts[c]++ == 0 ? i : firsts[c];
                ReadOnlySpan<double> row = rows.Row(i);
                ReadOnlySpan<double> first = rows.Row(firsts[c]);
                Span<double> sum = means.AsSpan(c * dimension, dimension);
                for (int k = 0; k < dimension; k++)
                {
                    sum[k] += row[k] - first[k];
                }
            }
        }

        for (int i = 0; i < means.Length; i++)
        {
            int c = i / dimension;
            means[i] = rows.Row(firsts[c])[i % dimension] + (means[i] / counts[c]);
        }

        return means;
    }
}
