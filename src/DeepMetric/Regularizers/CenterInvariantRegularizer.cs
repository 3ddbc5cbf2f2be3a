using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Regularizers;

/// <summary>Asks all rows, usually class weights, to have the same norm: per row (‖w_i‖² − m)² / 4, m the mean of all ‖w_j‖².</summary>
/// <remarks>
/// <para>Paper: Wu et al., "Deep Face Recognition with Center Invariant Loss", ACM MM Thematic Workshops 2017.</para>
/// <para>Differs from it: any p-norm; nothing is averaged over batches.</para>
/// </remarks>
/// <param name="p">The norm, above 0.</param>
/// <param name="reducer">By default the mean over rows.</param>
public sealed class CenterInvariantRegularizer(double p = 2, Reducer? reducer = null) : Regularizer(reducer ?? new MeanReducer())
{
    /// <summary>The norm.</summary>
    public double P { get; } = p > 0 ? p : throw new ArgumentOutOfRangeException(nameof(p), p, "Expected a norm above 0.");

    /// <inheritdoc/>
    protected override LossTerms.Listed ComputeTerms(Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        Tensor squared = embeddings.norm(1, keepdim: false, p: (float)P).pow(Scalars.Of(2));
        return PerRow(squared.Minus(squared.mean()).pow(Scalars.Of(2)).DividedBy(4));
    }
}
