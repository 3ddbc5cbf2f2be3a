using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Distances;

/// <summary>What can be set on a <see cref="DotProductSimilarity"/>, for the catalogue.</summary>
public sealed record DotProductSimilarityOptions
{
    /// <summary>The power.</summary>
    /// <value>Default 1.</value>
    public int Power { get; init; } = 1;

    /// <summary>Whether embeddings are scaled to unit norm first.</summary>
    /// <value>Default false.</value>
    public bool Normalize { get; init; }
}

/// <summary>The dot product of embeddings, raised to a power; larger is closer.</summary>
/// <param name="normalize">Whether embeddings are scaled to unit norm first, which makes it the cosine similarity.</param>
/// <param name="power">A whole number above 0; 1 for the product itself.</param>
public sealed class DotProductSimilarity(bool normalize = false, int power = 1) : Distance(normalize, isSimilarity: true, isSymmetric: true)
{
    /// <summary>The power.</summary>
    public int Power { get; } = Positive(power);

    /// <inheritdoc/>
    protected override IReadOnlyList<object>? Settings => [Power];

    /// <inheritdoc/>
    protected override Tensor ComputeMatrix(Tensor query, Tensor reference) => Raised(query.mm(reference.t()), Power);

    /// <inheritdoc/>
    protected override Tensor ComputePairs(Tensor query, Tensor reference) => Raised((query * reference).sum(1), Power);
}
