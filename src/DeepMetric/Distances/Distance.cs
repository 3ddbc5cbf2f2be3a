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

    /// <summary>The distances of row i with row i, differentiable: the diagonal of <see cref="Matrix"/>.</summary>
    /// <param name="query"><c>[n, d]</c>.</param>
    /// <param name="reference"><c>[n, d]</c>.</param>
    /// <returns><c>[n]</c>, a fresh tensor.</returns>
    public Tensor Pairwise(Tensor query, Tensor reference)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(reference);
        if (query.dim() != 2 || reference.dim() != 2 || !query.shape.SequenceEqual(reference.shape))
        {
            throw new ArgumentException(
                $"Expected query and reference of one shape [n, d], found [{string.Join(", ", query.shape)}] and [{string.Join(", ", reference.shape)}].", nameof(reference));
        }

        using var scope = NewDisposeScope();
        return ComputePairs(Prepare(query), Prepare(reference)).MoveToOuterDisposeScope();
    }

    /// <summary>The norms that rows are divided by where this distance normalises, <c>[n]</c>.</summary>
    public Tensor Norms(Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        return embeddings.RowNorms(NormOrder);
    }

    /// <summary>The rows as they are compared, <c>[n, d]</c>: scaled to unit norm if this distance normalises; a row of zeros stays one.</summary>
    public Tensor Prepared(Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        using var scope = NewDisposeScope();
        return Prepare(embeddings).MoveToOuterDisposeScope();
    }

    /// <summary>The value of the closest column of each row of a matrix, <c>[n]</c>: the smallest distance or the largest similarity.</summary>
    public Tensor ClosestPerRow(Tensor matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return IsSimilarity ? matrix.amax([1]) : matrix.amin([1]);
    }

    /// <summary>The value of the farthest column of each row of a matrix, <c>[n]</c>: the largest distance or the smallest similarity.</summary>
    public Tensor FarthestPerRow(Tensor matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return IsSimilarity ? matrix.amin([1]) : matrix.amax([1]);
    }

    /// <summary>How much farther the second is than the first: y − x for a distance, x − y for a similarity.</summary>
    public Tensor Gap(Tensor closer, Tensor farther) => IsSimilarity ? closer.Minus(farther) : farther.Minus(closer);

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

    /// <summary>The order p of the norm by which rows are scaled.</summary>
    protected virtual double NormOrder => 2;

    /// <summary>Scales the rows to unit norm, if this distance does.</summary>
    protected virtual Tensor Prepare(Tensor embeddings) =>
        Normalize ? nn.functional.normalize(embeddings, p: NormOrder, dim: 1) : embeddings.alias();

    /// <summary>The distances of all pairs of prepared embeddings, <c>[n, m]</c>.</summary>
    protected abstract Tensor ComputeMatrix(Tensor query, Tensor reference);

    /// <summary>The distances of row i with row i of prepared embeddings, <c>[n]</c>; by default out of matrices of a few rows.</summary>
    protected virtual Tensor ComputePairs(Tensor query, Tensor reference)
    {
        const long block = 64;
        List<Tensor> parts = [];
        for (long first = 0; first < query.shape[0]; first += block)
        {
            long count = Math.Min(block, query.shape[0] - first);
            parts.Add(ComputeMatrix(query.narrow(0, first, count), reference.narrow(0, first, count)).diagonal());
        }

        return parts.Count == 0 ? query.sum(1) : cat([.. parts]);
    }

    /// <summary>The values raised to a power.</summary>
    private protected static Tensor Raised(Tensor values, double power) => power == 1 ? values : values.pow(Scalars.Of(power));

    /// <summary>A power of a similarity: whole, since similarities may be negative.</summary>
    private protected static int Positive(int power)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(power, 1);
        return power;
    }

    /// <summary>The matrix of some rows of prepared embeddings, in the caller's scope.</summary>
    internal Tensor MatrixOfPrepared(Tensor query, Tensor reference) => ComputeMatrix(query, reference);
}
