using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Regularizers;

/// <summary>Keeps embeddings near a sphere without fixing its radius: per row (‖z_i‖ − μ)², μ the mean norm of the batch.</summary>
/// <remarks>
/// <para>For losses on normalised embeddings: rows of unequal norms get gradients of unequal size, which this evens out.</para>
/// <para>Paper: Zhang, Li and Zhang, "Deep Metric Learning with Spherical Embedding", NeurIPS 2020, which adds it with a weight of about 0.5 to 1.</para>
/// <para>Differs from it: μ is the mean of the batch at hand, not a running one; a row of zeros has a gradient of 0.</para>
/// </remarks>
/// <param name="reducer">By default the mean over rows.</param>
public sealed class SphericalEmbeddingRegularizer(Reducer? reducer = null) : Regularizer(reducer ?? new MeanReducer())
{
    /// <inheritdoc/>
    protected override LossTerms.Listed ComputeTerms(Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        Tensor norms = embeddings.norm(1);
        return PerRow(norms.Minus(norms.mean()).pow(Scalars.Of(2)));
    }
}
