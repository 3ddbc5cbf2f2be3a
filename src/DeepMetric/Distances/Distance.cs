using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Distances;

/// <summary>How far (or how similar) embeddings are.</summary>
/// <remarks>
/// A distance knows its direction: for a distance smaller is closer, for a similarity larger is. Two distances of one type and equal settings are equal: whoever
/// holds a matrix of one can use it for the other.
/// </remarks>
public abstract class Distance : IEquatable<Distance>
{
    /// <summary>Creates a distance.</summary>
    /// <param name="normalize">Whether embeddings are scaled to unit norm first.</param>
    /// <param name="isSimilarity">Whether larger is closer.</param>
    /// <param name="isSymmetric">Whether d(x, y) = d(y, x).</param>
    protected Distance(bool normalize, bool isSimilarity, bool isSymmetric)
    {
        Normalize = normalize;
        IsSimilarity = isSimilarity;
        IsSymmetric = isSymmetric;
    }

    /// <summary>Whether embeddings are scaled to unit norm first.</summary>
    public bool Normalize { get; }

    /// <summary>Whether larger is closer.</summary>
    public bool IsSimilarity { get; }

    /// <summary>Whether d(x, y) = d(y, x).</summary>
    public bool IsSymmetric { get; }

    /// <summary>The distances of all pairs, differentiable.</summary>
    /// <param name="query"><c>[n, d]</c>.</param>
    /// <param name="reference"><c>[m, d]</c>.</param>
    /// <returns><c>[n, m]</c>, a fresh tensor.</returns>
    public Tensor Matrix(Tensor query, Tensor reference)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(reference);
        if (query.dim() != 2 || reference.dim() != 2 || query.shape[1] != reference.shape[1])
        {
            throw new ArgumentException(
                $"Expected query [n, d] and reference [m, d], found [{string.Join(", ", query.shape)}] and [{string.Join(", ", reference.shape)}].", nameof(reference));
        }

        using var scope = NewDisposeScope();
        Tensor x = Prepare(query);
        Tensor y = ReferenceEquals(query, reference) ? x : Prepare(reference);
        return ComputeMatrix(x, y).MoveToOuterDisposeScope();
    }

    /// <summary>How much farther the second is than the first: y − x for a distance, x − y for a similarity.</summary>
    public Tensor Gap(Tensor closer, Tensor farther) => IsSimilarity ? closer - farther : farther - closer;

    /// <inheritdoc/>
    public bool Equals(Distance? other) =>
        ReferenceEquals(this, other)
        || (other is not null && GetType() == other.GetType() && Normalize == other.Normalize && Settings is { } own && other.Settings is { } others && own.SequenceEqual(others));

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as Distance);

    /// <inheritdoc/>
    public sealed override int GetHashCode() =>
        Settings is { } settings ? settings.Aggregate(HashCode.Combine(GetType(), Normalize), HashCode.Combine) : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <summary>What besides its type and <see cref="Normalize"/> decides its values, empty for nothing; null (by default) if only the same object is equal to it.</summary>
    protected virtual IReadOnlyList<object>? Settings => null;

    /// <summary>Scales the rows to unit norm, if this distance does.</summary>
    protected virtual Tensor Prepare(Tensor embeddings) =>
        Normalize ? nn.functional.normalize(embeddings, p: 2, dim: 1) : embeddings.alias();

    /// <summary>The distances of all pairs of prepared embeddings.</summary>
    protected abstract Tensor ComputeMatrix(Tensor query, Tensor reference);
}
