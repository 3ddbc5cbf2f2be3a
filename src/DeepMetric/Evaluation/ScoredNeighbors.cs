namespace DeepMetric.Evaluation;

/// <summary>The closest rows of many queries by some distance: k for each, the closest first, equally close ones by ascending index.</summary>
public sealed class ScoredNeighbors
{
    private readonly int[] _indices;
    private readonly double[] _values;

    internal ScoredNeighbors(int[] indices, double[] values, int neighborCount, bool isSimilarity)
    {
        _indices = indices;
        _values = values;
        NeighborCount = neighborCount;
        QueryCount = indices.Length / neighborCount;
        IsSimilarity = isSimilarity;
    }

    /// <summary>How many queries there are.</summary>
    public int QueryCount { get; }

    /// <summary>How many neighbours each query has, k.</summary>
    public int NeighborCount { get; }

    /// <summary>Whether the values are similarities, which fall from neighbour to neighbour, or distances, which rise.</summary>
    public bool IsSimilarity { get; }

    /// <summary>The rows of a query's neighbours, <c>[k]</c>.</summary>
    /// <param name="query">The query, from 0.</param>
    public ReadOnlySpan<int> Indices(int query) => _indices.AsSpan(query * NeighborCount, NeighborCount);

    /// <summary>The distances or similarities of a query's neighbours, <c>[k]</c>.</summary>
    /// <param name="query">The query, from 0.</param>
    public ReadOnlySpan<double> Values(int query) => _values.AsSpan(query * NeighborCount, NeighborCount);
}
