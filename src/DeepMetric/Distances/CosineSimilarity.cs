using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Distances;

/// <summary>The cosine of the angle between embeddings; larger is closer.</summary>
public sealed class CosineSimilarity() : Distance(normalize: true, isSimilarity: true, isSymmetric: true)
{
    /// <inheritdoc/>
    protected override IReadOnlyList<object>? Settings => [];

    /// <inheritdoc/>
    protected override Tensor ComputeMatrix(Tensor query, Tensor reference) => query.mm(reference.t());
}
