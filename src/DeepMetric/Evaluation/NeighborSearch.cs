namespace DeepMetric.Evaluation;

/// <summary>The search of a block of queries, run by one thread.</summary>
internal sealed class NeighborSearch
{
    private readonly EmbeddingTable _reference;
    private readonly NearestRows _nearest;
    private readonly int[]? _excluded;
    private readonly double[] _points;
    private readonly double[] _one = new double[1];
    private double[] _distances = [];

    public NeighborSearch(EmbeddingTable queries, EmbeddingTable reference, int first, int last, NearestRows nearest, int[]? excluded)
    {
        _reference = reference;
        _nearest = nearest;
        _excluded = excluded;
        First = first;
        Last = last;
        _points = new double[(last - first) * queries.Dimension];
        for (int query = first; query < last; query++)
        {
            queries.CopyRow(query, Point(query));
        }
    }

    /// <summary>The first query of the block.</summary>
    public int First { get; }

    /// <summary>The query after the last of the block.</summary>
    public int Last { get; }

    /// <summary>Measures one row in double and keeps it when it is near enough.</summary>
    public void Measure(int query, int row)
    {
        if (_excluded is null || _excluded[query] != row)
        {
            _reference.SquaredDistances(Point(query), row, _one);
            _nearest.Offer(query, row, _one[0]);
        }
    }

    /// <summary>Measures consecutive rows for every query.</summary>
    public void MeasureAll(int row, int end)
    {
        if (_distances.Length < end - row)
        {
            _distances = new double[end - row];
        }

        Span<double> distances = _distances.AsSpan(0, end - row);
        for (int query = First; query < Last; query++)
        {
            _reference.SquaredDistances(Point(query), row, distances);
            int excluded = _excluded is null ? -1 : _excluded[query];
            for (int i = 0; i < distances.Length; i++)
            {
                if (row + i != excluded)
                {
                    _nearest.Offer(query, row + i, distances[i]);
                }
            }
        }
    }

    private Span<double> Point(int query) => _points.AsSpan((query - First) * _reference.Dimension, _reference.Dimension);
}
