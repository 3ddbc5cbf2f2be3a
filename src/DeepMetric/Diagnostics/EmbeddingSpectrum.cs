namespace DeepMetric.Diagnostics;

/// <summary>How many directions a set of embeddings uses.</summary>
/// <param name="SpectralDecay">ρ = KL(uniform ‖ p), p the kept singular values divided by their sum: 0 when all are equal, larger the faster they fall. Null when one of them is 0, where it is infinite.</param>
/// <param name="EffectiveRank">exp of the entropy of the singular values of the centred embeddings, divided by their sum: between 1 and the rank. Null when all embeddings are equal.</param>
/// <param name="SingularValues">All min(n, d) singular values of the row-normalised, uncentred embeddings, falling. Those that are rounding alone are 0.</param>
/// <remarks>
/// <para>Papers: Roth et al., ICML 2020 (spectral decay); Roy and Vetterli, EUSIPCO 2007 (effective rank). The effective rank is of the embeddings as they are, not normalised.</para>
/// </remarks>
public sealed record EmbeddingSpectrum(double? SpectralDecay, double? EffectiveRank, IReadOnlyList<double> SingularValues)
{
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>Measures embeddings in float.</summary>
    /// <param name="values">Embeddings, <c>[n, d]</c>, row by row, all finite.</param>
    /// <param name="dimension">d.</param>
    /// <param name="dropLargest">How many of the largest singular values the spectral decay leaves out: the paper's k - 1; below min(n, d).</param>
    /// <exception cref="ArgumentException">No row, a part of a row, a value that is not finite, or no singular value kept.</exception>
    public static EmbeddingSpectrum Measure(ReadOnlySpan<float> values, int dimension, int dropLargest = 0) =>
        Measure(EmbeddingRows.From(values, dimension), dropLargest);

    /// <summary>Measures embeddings in double.</summary>
    /// <inheritdoc cref="Measure(ReadOnlySpan{float}, int, int)"/>
    public static EmbeddingSpectrum Measure(ReadOnlySpan<double> values, int dimension, int dropLargest = 0) =>
        Measure(EmbeddingRows.From(values, dimension), dropLargest);

    private static EmbeddingSpectrum Measure(EmbeddingRows rows, int dropLargest)
    {
        int rank = Math.Min(rows.Count, rows.Dimension);
        if (dropLargest < 0 || dropLargest >= rank)
        {
            throw new ArgumentOutOfRangeException(
                nameof(dropLargest), dropLargest, $"Expected 0 to {rank - 1}, to keep one of the {rank} singular values of [{rows.Count}, {rows.Dimension}].");
        }

        double[] uncentred = SingularValuesOf(rows.Normalized(), Math.Sqrt(rows.Count));
        double size = Math.Sqrt(rows.Values.Sum(value => value * value));
        return new EmbeddingSpectrum(
            DecayOf(uncentred.AsSpan(dropLargest)),
            EffectiveRankOf(SingularValuesOf(rows.Centred(), size)),
            uncentred);
    }

    // Centring leaves rounding of the size of the values it started from, so that size says what is 0.
    private static double[] SingularValuesOf(EmbeddingRows rows, double size)
    {
        double rounding = Math.Max(rows.Count, rows.Dimension) * Epsilon * size;
        return [.. SingularFactors.Of(rows).Values.Take(Math.Min(rows.Count, rows.Dimension)).Select(value => value <= rounding ? 0 : value)];
    }

    private static double? DecayOf(ReadOnlySpan<double> kept)
    {
        double sum = 0;
        foreach (double value in kept)
        {
            sum += value;
        }

        double divergence = 0;
        foreach (double value in kept)
        {
            if (value == 0)
            {
                return null;
            }

            divergence -= Math.Log(kept.Length * value / sum) / kept.Length;
        }

        return Math.Max(0, divergence);
    }

    private static double? EffectiveRankOf(double[] values)
    {
        double sum = values.Sum();
        return sum == 0
            ? null
            : Math.Exp(-values.Where(value => value > 0).Sum(value => value / sum * Math.Log(value / sum)));
    }
}
