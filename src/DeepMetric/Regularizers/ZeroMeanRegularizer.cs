using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Regularizers;

/// <summary>Asks the entries of each row to sum to 0: per row |Σ_k z_ik|.</summary>
/// <param name="reducer">By default the mean over rows.</param>
public sealed class ZeroMeanRegularizer(Reducer? reducer = null) : Regularizer(reducer ?? new MeanReducer())
{
    /// <inheritdoc/>
    protected override LossTerms.Listed ComputeTerms(Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        return PerRow(embeddings.sum(1).abs());
    }
}
