using DeepMetric.Distances;

namespace DeepMetric.Evaluation.Scoring;

/// <summary>How far the rows of two tables are from each other, as keys: a smaller key is closer, whatever the distance's direction.</summary>
/// <remarks>A key is what is cheap to compute and orders alike (a squared distance, a similarity with its sign turned); <see cref="Value"/> gives what is meant.</remarks>
internal abstract class PairScores(EmbeddingTable queries, EmbeddingTable reference)
{
    /// <summary>How many queries there are.</summary>
    public int QueryCount => Queries.Count;

    /// <summary>How many items there are.</summary>
    public int ItemCount => Reference.Count;

    protected EmbeddingTable Queries { get; } = queries;

    protected EmbeddingTable Reference { get; } = reference;

    /// <summary>Whether values are similarities: larger is closer.</summary>
    public abstract bool IsSimilarity { get; }

    /// <summary>Whether the order of the two rows doesn't matter.</summary>
    public abstract bool IsSymmetric { get; }

    /// <summary>How many blocks may be computed at once; −1 for as many as there are cores.</summary>
    public abstract int Workers { get; }

    /// <summary>Queries of a block that suits the cache, or the library that computes it.</summary>
    public abstract int QueriesAtOnce { get; }

    /// <summary>Items of such a block.</summary>
    public abstract int ItemsAtOnce { get; }

    /// <summary>The keys by a distance; Euclidean, exact in double, where there is none.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static PairScores Of(EmbeddingTable queries, EmbeddingTable reference, Distance? distance)
    {
        queries.RequireDimension(reference, nameof(reference));
        return distance is null ? new EuclideanScores(queries, reference) : new DistanceScores(queries, reference, distance);
    }

    /// <summary>The keys of consecutive queries and consecutive items, query by query.</summary>
    public abstract void OfBlock(int firstQuery, int queryCount, int firstItem, int itemCount, Span<double> keys);

    /// <summary>The keys of listed pairs.</summary>
    public abstract void OfPairs(ReadOnlySpan<int> queries, ReadOnlySpan<int> items, Span<double> keys);

    /// <summary>The distance or similarity that a key stands for.</summary>
    public abstract double Value(double key);
}
