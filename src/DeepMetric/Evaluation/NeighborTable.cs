namespace DeepMetric.Evaluation;

/// <summary>The nearest rows of many queries: k for each, the nearest first, equally near ones by ascending index.</summary>
public sealed class NeighborTable
{
    private readonly int[] _indices;
    private readonly double[] _squaredDistances;

    internal NeighborTable(int[] indices, double[] squaredDistances, int neighborCount)
    {
        _indices = indices;
        _squaredDistances = squaredDistances;
        NeighborCount = neighborCount;
        QueryCount = indices.Length / neighborCount;
    }

    /// <summary>How many queries there are.</summary>
    public int QueryCount { get; }

    /// <summary>How many neighbours each query has, k.</summary>
    public int NeighborCount { get; }

    /// <summary>The rows of a query's neighbours, <c>[k]</c>.</summary>
    /// <param name="query">The query, from 0.</param>
    public ReadOnlySpan<int> Indices(int query) => _indices.AsSpan(query * NeighborCount, NeighborCount);

    /// <summary>The squared Euclidean distances of a query's neighbours, <c>[k]</c>.</summary>
    /// <param name="query">The query, from 0.</param>
    public ReadOnlySpan<double> SquaredDistances(int query) => _squaredDistances.AsSpan(query * NeighborCount, NeighborCount);

    /// <summary>The row of one neighbour.</summary>
    /// <param name="query">The query, from 0.</param>
    /// <param name="rank">Which neighbour, the nearest being 0.</param>
    public int Index(int query, int rank) => Indices(query)[rank];

    /// <summary>The squared Euclidean distance of one neighbour.</summary>
    /// <param name="query">The query, from 0.</param>
    /// <param name="rank">Which neighbour, the nearest being 0.</param>
    public double SquaredDistance(int query, int rank) => SquaredDistances(query)[rank];
}
