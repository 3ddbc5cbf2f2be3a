using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>How much each embedding matters to a loss: the norm of its gradient.</summary>
internal static class ItemGradients
{
    /// <summary>The norms, <c>[n]</c>.</summary>
    /// <param name="batch">What the loss is computed from.</param>
    /// <param name="sharedReference">Whether the reference of a batch without one is the embeddings themselves; if not, it is held fixed and only anchors have a gradient.</param>
    /// <param name="loss">A scalar from embeddings and reference.</param>
    public static double[] Norms(EmbeddingBatch batch, bool sharedReference, Func<Tensor, Tensor, Tensor> loss)
    {
        using var enabled = enable_grad();
        using var scope = NewDisposeScope();
        Tensor embeddings = batch.Embeddings.detach().clone().requires_grad_();
        Tensor value = loss(embeddings, sharedReference && !batch.HasReference ? embeddings : batch.Reference.detach());
        return value.requires_grad
            ? [.. autograd.grad([value], [embeddings])[0].norm(1).to(ScalarType.Float64).cpu().data<double>()]
            : new double[batch.Count];
    }

    /// <summary>The telemetry of a loss that is one number of the whole batch: each item that takes part counts as a term of that value, active where it has a gradient.</summary>
    public static LossTelemetry OfWholeBatch(EmbeddingBatch batch, long items, Tensor value, double[] norms) => new()
    {
        Unit = TermUnit.Sample,
        ValidTerms = items,
        ActiveTerms = norms.Count(norm => norm > 0),
        ActiveTermsAboveEpsilon = norms.Count(norm => norm > LossTelemetry.Epsilon),
        SumOfTerms = items * value.detach().to(ScalarType.Float64).item<double>(),
        MeanPositiveDistance = null,
        MeanNegativeDistance = null,
        ActiveSamples = [.. norms.Select(norm => norm > 0)],
    };
}
