namespace DeepMetric.Evaluation.Verification;

/// <summary>Pairs and their keys, in memory that one thread reuses.</summary>
internal sealed class PairBuffer
{
    private int[] _queries = [];
    private int[] _items = [];
    private double[] _keys = [];
    private int _count;

    public Span<int> Queries => _queries.AsSpan(0, _count);

    public Span<int> Items => _items.AsSpan(0, _count);

    public Span<double> Keys => _keys.AsSpan(0, _count);

    /// <summary>Makes room for so many pairs.</summary>
    public void Resize(int count)
    {
        if (_queries.Length < count)
        {
            _queries = new int[count];
            _items = new int[count];
            _keys = new double[count];
        }

        _count = count;
    }
}
