using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>What telemetry tells of terms that belong to anchors.</summary>
/// <param name="GradientNorms">The norm of the gradient of each anchor's terms, summed, with respect to the anchor's own embedding; null where it was not asked for.</param>
/// <param name="MeanPositive">The mean distance of the positive pairs; null when there is none.</param>
/// <param name="MeanNegative">The mean distance of the negative pairs; null when there is none.</param>
internal sealed record RowFacts(double[]? GradientNorms, double? MeanPositive, double? MeanNegative)
{
    /// <summary>Computes them, some anchors at a time.</summary>
    public static RowFacts Of(RowWork work, bool gradientNorms)
    {
        using var enabled = enable_grad(gradientNorms);
        using var scope = NewDisposeScope();
        EmbeddingBatch batch = work.Batch;
        Tensor reference = batch.Reference.detach();
        PairMasks masks = work.Masks(batch.Embeddings.detach(), reference);
        double[] norms = new double[batch.Count];
        (double Sum, long Count) positive = default;
        (double Sum, long Count) negative = default;
        foreach ((int first, int count) in work.Parts())
        {
            using var inner = NewDisposeScope();
            PairMasks part = masks.Slice(first, count);
            Tensor queries = batch.Embeddings.detach().narrow(0, first, count).clone().requires_grad_(gradientNorms);
            Tensor distances = work.Distance.Matrix(queries, reference);
            positive = Add(positive, distances, part.Positive);
            negative = Add(negative, distances, part.Negative);
            if (gradientNorms && work.Terms(distances, part) is var terms && terms.numel() > 0)
            {
                Tensor gradient = autograd.grad([terms.sum()], [queries])[0];
                gradient.norm(1).to(ScalarType.Float64).cpu().data<double>().ToArray().CopyTo(norms, first);
            }
        }

        return new RowFacts(gradientNorms ? norms : null, Mean(positive), Mean(negative));
    }

    private static (double Sum, long Count) Add((double Sum, long Count) before, Tensor distances, Tensor mask)
    {
        using var guard = no_grad();
        Tensor known = distances.detach();
        return (before.Sum + where(mask, known, zeros_like(known)).sum(ScalarType.Float64).item<double>(), before.Count + mask.sum().item<long>());
    }

    private static double? Mean((double Sum, long Count) total) => total.Count == 0 ? null : total.Sum / total.Count;
}
