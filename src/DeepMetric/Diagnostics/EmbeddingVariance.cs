namespace DeepMetric.Diagnostics;

/// <summary>How far embeddings spread inside classes and between them.</summary>
/// <remarks>z_i is an embedding, μ_c the mean of class c (not re-normalised), n_c its size, C the number of classes. All in double.</remarks>
public sealed record EmbeddingVariance
{
    private const int Outlier = -1;

    /// <summary>Intra-class variance: the mean over classes of (1/n_c) Σ ‖z_i − μ_c‖²; null without such a class.</summary>
    public required double? Intra { get; init; }

    /// <summary>The same with 1/(n_c − 1).</summary>
    public required double? IntraUnbiased { get; init; }

    /// <summary>The mean over items instead of classes.</summary>
    public required double? IntraMicro { get; init; }

    /// <summary>The population standard deviation of the classes' variances.</summary>
    public required double? IntraStd { get; init; }

    /// <summary>Each class's variance, by label; null for a class of one item.</summary>
    public required IReadOnlyList<(int Label, int Count, double? Variance)> IntraPerClass { get; init; }

    /// <summary>Inter-class variance of the paper's text: the mean of ‖μ_c − μ_c'‖² over c ≠ c'; null below two classes.</summary>
    public required double? Inter { get; init; }

    /// <summary>The mean of ‖μ_c − μ_c'‖ over pairs of classes, as in the study's public code.</summary>
    public required double? InterDistance { get; init; }

    /// <summary>Its population standard deviation over pairs.</summary>
    public required double? InterDistanceStd { get; init; }

    /// <summary>The centred form, (1/C) Σ ‖μ_c − mean μ‖²: the paper's times (C − 1)/(2C).</summary>
    public required double InterCentred { get; init; }

    /// <summary>Intra over inter (paper's text): free of scale.</summary>
    public required double? ScaleFreeRatio { get; init; }

    /// <summary>Trace of the between-class over trace of the within-class scatter.</summary>
    public required double? FisherRatio { get; init; }

    /// <summary>The mean centroid distance over √(2C/(C − 1)), the largest that C unit vectors can have.</summary>
    public required double? SimplexShare { get; init; }

    /// <summary>μ_c, in the order of <see cref="IntraPerClass"/>.</summary>
    public required IReadOnlyList<double[]> Centroids { get; init; }

    /// <summary>The mean of the centroids.</summary>
    public required double[] MeanOfCentroids { get; init; }

    /// <summary>Classes of one item that the mean over classes leaves out.</summary>
    public required int ClassesLeftOut { get; init; }

    /// <summary>Measures embeddings.</summary>
    /// <param name="values">n x d values.</param>
    /// <param name="dimension">d.</param>
    /// <param name="labels">n labels.</param>
    /// <param name="options">What to normalise and count.</param>
    public static EmbeddingVariance Measure(float[] values, int dimension, IReadOnlyList<int> labels, EmbeddingVarianceOptions? options = null) =>
        Measure(Array.ConvertAll(values, value => (double)value), dimension, labels, options);

    /// <summary>Measures embeddings.</summary>
    /// <param name="values">n x d values.</param>
    /// <param name="dimension">d.</param>
    /// <param name="labels">n labels.</param>
    /// <param name="options">What to normalise and count.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or no item has a class.</exception>
    public static EmbeddingVariance Measure(double[] values, int dimension, IReadOnlyList<int> labels, EmbeddingVarianceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(labels);
        options ??= new();
        if (dimension < 1 || values.Length != (long)labels.Count * dimension)
        {
            throw new ArgumentException($"Expected {labels.Count} x {dimension} values, one row per label, found {values.Length}.", nameof(values));
        }

        double[] rows = options.NormalizeRows ? Normalized(values, dimension) : values;
        Group[] groups =
        [
            .. Enumerable.Range(0, labels.Count)
                .Where(item => labels[item] != Outlier || options.OutliersAreAClass)
                .GroupBy(item => labels[item])
                .OrderBy(group => group.Key)
                .Select(group => Group.Of(group.Key, [.. group], rows, dimension)),
        ];
        return groups.Length == 0 ? throw new ArgumentException("Expected items with a class, found none.", nameof(labels)) : Measure(groups, dimension, options);
    }

    private static EmbeddingVariance Measure(Group[] groups, int dimension, EmbeddingVarianceOptions options)
    {
        Group[] several = [.. groups.Where(group => group.Count > 1)];
        double[] variances = [.. (options.LoneClassesCountZero ? groups : several).Select(group => group.Scatter / group.Count)];
        double? intra = variances.Length == 0 ? null : variances.Average();
        double[] center = Mean(groups.Select(group => group.Centroid), dimension);
        double[] squared =
        [
            .. from first in Enumerable.Range(0, groups.Length)
               from second in Enumerable.Range(first + 1, groups.Length - first - 1)
               select SquaredDistance(groups[first].Centroid, groups[second].Centroid),
        ];
        double[] distances = [.. squared.Select(Math.Sqrt)];
        double? inter = squared.Length == 0 ? null : squared.Average();
        double? distance = distances.Length == 0 ? null : distances.Average();
        double within = groups.Sum(group => group.Scatter);
        double[] itemMean = Mean(groups.Select(group => group.Centroid), dimension, [.. groups.Select(group => (double)group.Count)]);
        double between = groups.Sum(group => group.Count * SquaredDistance(group.Centroid, itemMean));
        return new EmbeddingVariance
        {
            Intra = intra,
            IntraUnbiased = several.Length == 0 ? null : several.Average(group => group.Scatter / (group.Count - 1)),
            IntraMicro = several.Length == 0 ? null : several.Sum(group => group.Scatter) / several.Sum(group => group.Count),
            IntraStd = variances.Length == 0 ? null : Deviation(variances),
            IntraPerClass = [.. groups.Select(group => (group.Label, group.Count, group.Count > 1 ? group.Scatter / group.Count : (double?)null))],
            Inter = inter,
            InterDistance = distance,
            InterDistanceStd = distances.Length == 0 ? null : Deviation(distances),
            InterCentred = groups.Average(group => SquaredDistance(group.Centroid, center)),
            ScaleFreeRatio = inter > 0 ? intra / inter : null,
            FisherRatio = within > 0 && groups.Length > 1 ? between / within : null,
            SimplexShare = distance / Math.Sqrt(2.0 * groups.Length / (groups.Length - 1)),
            Centroids = [.. groups.Select(group => group.Centroid)],
            MeanOfCentroids = center,
            ClassesLeftOut = options.LoneClassesCountZero ? 0 : groups.Length - several.Length,
        };
    }

    private static double[] Normalized(double[] values, int dimension)
    {
        double[] scaled = [.. values];
        for (int start = 0; start < scaled.Length; start += dimension)
        {
            Span<double> row = scaled.AsSpan(start, dimension);
            double norm = Math.Sqrt(SquaredDistance(row, new double[dimension]));
            for (int k = 0; k < dimension && norm > 0; k++)
            {
                row[k] /= norm;
            }
        }

        return scaled;
    }

    private static double[] Mean(IEnumerable<double[]> rows, int dimension, double[]? weights = null)
    {
        double[] mean = new double[dimension];
        double total = 0;
        foreach ((int i, double[] row) in rows.Index())
        {
            double weight = weights is null ? 1 : weights[i];
            total += weight;
            for (int k = 0; k < dimension; k++)
            {
                mean[k] += weight * row[k];
            }
        }

        return Array.ConvertAll(mean, sum => sum / total);
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    private static double SquaredDistance(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int k = 0; k < x.Length; k++)
        {
            sum += (x[k] - y[k]) * (x[k] - y[k]);
        }

        return sum;
    }

    private sealed record Group(int Label, int Count, double[] Centroid, double Scatter)
    {
        public static Group Of(int label, int[] items, double[] rows, int dimension)
        {
            double[] centroid = Mean(items.Select(item => rows[(item * dimension)..((item + 1) * dimension)]), dimension);
            return new Group(label, items.Length, centroid, items.Sum(item => SquaredDistance(rows.AsSpan(item * dimension, dimension), centroid)));
        }
    }
}
