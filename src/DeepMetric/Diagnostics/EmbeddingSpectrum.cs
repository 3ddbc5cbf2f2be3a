using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Diagnostics;

/// <summary>How many directions embeddings use.</summary>
/// <param name="SingularValues">Singular values of the uncentred, row-normalised embeddings, largest first.</param>
/// <param name="SpectralDecay">
/// ρ, KL(uniform ‖ normalised singular values) without the k − 1 largest: 0 when all directions are used alike. Null when a singular value is 0,
/// where it is infinite. Paper: Roth et al., "Revisiting Training Strategies and Generalization Performance in Deep Metric Learning", ICML 2020.
/// </param>
/// <param name="EffectiveRank">exp of the entropy of the normalised singular values of the centred embeddings; null when all embeddings are equal.</param>
public sealed record EmbeddingSpectrum(IReadOnlyList<double> SingularValues, double? SpectralDecay, double? EffectiveRank)
{
    /// <summary>Measures embeddings.</summary>
    /// <param name="values">n x d values.</param>
    /// <param name="dimension">d.</param>
    /// <param name="k">The first singular value that the spectral decay counts, from 1.</param>
    public static EmbeddingSpectrum Measure(float[] values, int dimension, int k = 1)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (dimension < 1 || values.Length == 0 || values.Length % dimension != 0)
        {
            throw new ArgumentException($"Expected rows of {dimension} values, found {values.Length} values.", nameof(values));
        }

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor rows = tensor(values, [values.Length / dimension, dimension]).to(ScalarType.Float64);
        double[] uncentred = Values(nn.functional.normalize(rows, p: 2, dim: 1));
        double[] centred = Values(rows - rows.mean([0], keepdim: true));
        return new EmbeddingSpectrum(uncentred, Divergence(uncentred[Math.Min(k - 1, uncentred.Length)..]), Rank(centred));
    }

    private static double[] Values(Tensor rows) => [.. linalg.svdvals(rows).data<double>()];

    private static double? Divergence(double[] values)
    {
        double sum = values.Sum();
        double smallest = values.Length == 0 ? 0 : values.Min();
        return smallest <= 0 ? null : values.Average(value => Math.Log(sum / (values.Length * value)));
    }

    private static double? Rank(double[] values)
    {
        double sum = values.Sum();
        return sum <= 1e-9 ? null : Math.Exp(-values.Where(value => value > 0).Sum(value => value / sum * Math.Log(value / sum)));
    }
}
