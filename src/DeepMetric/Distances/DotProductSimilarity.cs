using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Distances;

/// <summary>The dot product of embeddings; larger is closer.</summary>
/// <param name="normalize">Whether embeddings are scaled to unit norm first, which makes it the cosine similarity.</param>
public sealed class DotProductSimilarity(bool normalize = false) : Distance(normalize, isSimilarity: true, isSymmetric: true)
{
    /// <inheritdoc/>
    protected override IReadOnlyList<object>? Settings => [];

    /// <inheritdoc/>
    protected override Tensor ComputeMatrix(Tensor query, Tensor reference) => query.mm(reference.t());
}
