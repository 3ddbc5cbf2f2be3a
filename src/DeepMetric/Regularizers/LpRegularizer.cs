using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Regularizers;

/// <summary>Keeps embeddings small: per row ‖z_i‖_p^power.</summary>
/// <param name="p">The norm, above 0.</param>
/// <param name="power">The power that the norm is raised to.</param>
/// <param name="reducer">By default the mean over rows.</param>
public sealed class LpRegularizer(double p = 2, double power = 1, Reducer? reducer = null) : Regularizer(reducer ?? new MeanReducer())
{
    /// <summary>The norm.</summary>
    public double P { get; } = p > 0 ? p : throw new ArgumentOutOfRangeException(nameof(p), p, "Expected a norm above 0.");

    /// <summary>The power.</summary>
    public double Power { get; } = power > 0 ? power : throw new ArgumentOutOfRangeException(nameof(power), power, "Expected a power above 0.");

    /// <inheritdoc/>
    protected override LossTerms.Listed ComputeTerms(Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        Tensor norms = embeddings.norm(1, keepdim: false, p: (float)P);
        return PerRow(Power == 1 ? norms : norms.pow(Scalars.Of(Power)));
    }
}
