namespace DeepMetric.Diagnostics;

/// <summary>The variance of an embedding set within and between its classes, under every definition in use.</summary>
/// <remarks>
/// <para>C is the number of classes, n_c the size of class c, μ_c the mean of its rows, which is not normalised again. All numbers are computed in double. A number without a value here is null.</para>
/// <para>Raw variances grow with the square of the embeddings' scale, which a margin alone can change; the ratios do not.</para>
/// <para>Paper: Zeng, arXiv 2510.02161. Differs from it: the class means are taken over classes of at least two items, unless an option says otherwise, and items labelled -1 are no class.</para>
/// </remarks>
public sealed record EmbeddingVariance
{
    private EmbeddingVariance()
    {
    }

    /// <summary>The intra-class variance: the mean over classes of (1/n_c) Σ ‖z_i - μ_c‖².</summary>
    public required double? Intra { get; init; }

    /// <summary>The spread of each class, by rising label; classes left out of the means are listed, too.</summary>
    public required IReadOnlyList<ClassVariance> IntraPerClass { get; init; }

    /// <summary>The population standard deviation, over classes, of what <see cref="Intra"/> is the mean of.</summary>
    public required double? IntraStd { get; init; }

    /// <summary><see cref="Intra"/> with n_c - 1 in place of n_c.</summary>
    public required double? IntraUnbiased { get; init; }

    /// <summary>The mean of ‖z_i - μ_c‖² over the items of the same classes, so that large classes weigh more.</summary>
    public required double? IntraMicro { get; init; }

    /// <summary>The inter-class variance as the paper's text has it: 1/(C(C-1)) Σ over c ≠ c' of ‖μ_c - μ_c'‖²; null for one class.</summary>
    public required double? Inter { get; init; }

    /// <summary>The mean of ‖μ_c - μ_c'‖ over pairs of classes, not squared; null for one class.</summary>
    public required double? InterDistance { get; init; }

    /// <summary>The population standard deviation of ‖μ_c - μ_c'‖ over pairs of classes.</summary>
    public required double? InterDistanceStd { get; init; }

    /// <summary>(1/C) Σ ‖μ_c - mean of the μ_c‖², which is <see cref="Inter"/> times (C - 1)/(2C); 0 for one class.</summary>
    public required double? InterCentred { get; init; }

    /// <summary><see cref="Intra"/> / <see cref="Inter"/>; null when all centroids are one point.</summary>
    public required double? ScaleFreeRatio { get; init; }

    /// <summary>The trace of the between-class scatter Σ n_c ‖μ_c - μ‖² over that of the within-class scatter Σ ‖z_i - μ_c‖², μ the mean of all items; null for one class or without any scatter within.</summary>
    public required double? FisherRatio { get; init; }

    /// <summary><see cref="InterDistance"/> / √(2C/(C - 1)): 1 where C centroids of unit norm form a regular simplex. Says something of unit-norm embeddings only.</summary>
    public required double? SimplexShare { get; init; }

    /// <summary>μ_c, one per entry of <see cref="IntraPerClass"/>.</summary>
    public required IReadOnlyList<double[]> Centroids { get; init; }

    /// <summary>(1/C) Σ μ_c; null without any class.</summary>
    public required IReadOnlyList<double>? MeanOfCentroids { get; init; }

    /// <summary>How many classes have one item and are left out of the means over classes. Their centroids count between classes.</summary>
    public required int ClassesLeftOut { get; init; }

    /// <summary>Measures embeddings in float.</summary>
    /// <param name="values">Embeddings, <c>[n, d]</c>, row by row, all finite.</param>
    /// <param name="dimension">d.</param>
    /// <param name="labels">n labels; -1 marks an item of no class.</param>
    /// <param name="options">What differs from the defaults.</param>
    /// <exception cref="ArgumentException">No row, a part of a row, not one label per row, or a value that is not finite.</exception>
    public static EmbeddingVariance Measure(ReadOnlySpan<float> values, int dimension, IReadOnlyList<int> labels, EmbeddingVarianceOptions? options = null) =>
        Measure(EmbeddingRows.From(values, dimension), labels, options ?? new());

    /// <summary>Measures embeddings in double.</summary>
    /// <inheritdoc cref="Measure(ReadOnlySpan{float}, int, IReadOnlyList{int}, EmbeddingVarianceOptions?)"/>
    public static EmbeddingVariance Measure(ReadOnlySpan<double> values, int dimension, IReadOnlyList<int> labels, EmbeddingVarianceOptions? options = null) =>
        Measure(EmbeddingRows.From(values, dimension), labels, options ?? new());

    private static EmbeddingVariance Measure(EmbeddingRows rows, IReadOnlyList<int> labels, EmbeddingVarianceOptions options)
    {
        rows.CheckLabels(labels);
        ClassGroups groups = ClassGroups.Of(options.NormalizeRows ? rows.Normalized() : rows, labels, options.CountOutliersAsClass);
        int least = options.LoneClassesCountZero ? 1 : 2;
        int[] counted = [.. Enumerable.Range(0, groups.Count).Where(c => groups.Counts[c] >= least)];
        double[] variances = [.. counted.Select(c => groups.Scatter[c] / groups.Counts[c])];
        CentroidSpread spread = CentroidSpread.Of(groups);
        double? intra = Mean(variances);
        double within = groups.Scatter.Sum();
        return new EmbeddingVariance
        {
            Intra = intra,
            IntraPerClass = [.. groups.Labels.Select((label, c) => new ClassVariance(
                label, groups.Counts[c], groups.Counts[c] >= least ? groups.Scatter[c] / groups.Counts[c] : null))],
            IntraStd = intra is null ? null : Math.Sqrt(variances.Average(value => (value - intra.Value) * (value - intra.Value))),
            IntraUnbiased = Mean([.. counted.Select(c => groups.Scatter[c] / Math.Max(1, groups.Counts[c] - 1))]),
            IntraMicro = counted.Length == 0 ? null : counted.Sum(c => groups.Scatter[c]) / counted.Sum(c => groups.Counts[c]),
            Inter = spread.MeanSquared,
            InterDistance = spread.MeanDistance,
            InterDistanceStd = spread.DistanceStd,
            InterCentred = spread.Centred,
            ScaleFreeRatio = spread.MeanSquared is > 0 ? intra / spread.MeanSquared : null,
            FisherRatio = groups.Count > 1 && within > 0 ? spread.Between / within : null,
            SimplexShare = spread.MeanDistance / Math.Sqrt(2.0 * groups.Count / (groups.Count - 1)),
            Centroids = [.. Enumerable.Range(0, groups.Count).Select(c => groups.Centroid(c).ToArray())],
            MeanOfCentroids = groups.Count == 0 ? null : spread.Mean,
            ClassesLeftOut = groups.Count - counted.Length,
        };
    }

    private static double? Mean(double[] values) => values.Length == 0 ? null : values.Average();
}
