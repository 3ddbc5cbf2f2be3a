using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Distances;

/// <summary>What can be set on a <see cref="CosineSimilarity"/>, for the catalogue.</summary>
public sealed record CosineSimilarityOptions
{
    /// <summary>The power.</summary>
    /// <value>Default 1.</value>
    public int Power { get; init; } = 1;
}

/// <summary>The cosine of the angle between embeddings, raised to a power; larger is closer.</summary>
/// <param name="power">A whole number above 0; 1 for the cosine itself.</param>
public sealed class CosineSimilarity(int power = 1) : Distance(normalize: true, isSimilarity: true, isSymmetric: true)
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
