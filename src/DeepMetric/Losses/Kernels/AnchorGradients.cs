using DeepMetric.Distances;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>How active terms are that never reach 0.</summary>
internal static class AnchorGradients
{
    /// <summary>The norm of the gradient of all terms of each anchor, summed, with respect to the anchor's own embedding, what it is compared with held fixed.</summary>
    /// <param name="distance">How far embeddings are.</param>
    /// <param name="anchors">The embeddings of the anchors, <c>[n, d]</c>.</param>
    /// <param name="reference">What they are compared with, <c>[m, d]</c>.</param>
    /// <param name="terms">The terms of a distance matrix <c>[n, m]</c>, of any shape; each depends on its anchor's row.</param>
    public static double[] Norms(Distance distance, Tensor anchors, Tensor reference, Func<Tensor, Tensor> terms)
    {
        using var enabled = enable_grad();
        using var scope = NewDisposeScope();
        Tensor queries = anchors.detach().clone().requires_grad_();
        Tensor values = terms(distance.Matrix(queries, reference.detach()));
        return values.numel() == 0
            ? new double[anchors.shape[0]]
            : [.. autograd.grad([values.sum()], [queries])[0].norm(1).to(ScalarType.Float64).cpu().data<double>()];
    }

    /// <summary>The mean of the entries that a mask chooses; null when there is none.</summary>
    public static double? MeanOf(Tensor distances, Tensor mask, Tensor? counts = null)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor weights = counts is null ? mask.to(ScalarType.Float64) : where(mask, counts, zeros_like(counts)).to(ScalarType.Float64);
        double total = weights.sum().item<double>();
        return total == 0 ? null : (weights * MaskedRows.Fill(distances.detach(), mask, 0)).sum().item<double>() / total;
    }
}
