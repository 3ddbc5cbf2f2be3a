namespace DeepMetric.Evaluation;

/// <summary>Rows in ascending order of a float: spread over as many buckets as there are rows, then put right within their neighbourhood. Reused from query to query.</summary>
internal sealed class OrderedRows
{
    // A crowded neighbourhood is sorted as a whole.
    private const int Crowd = 48;
    private readonly int[] _ends;
    private readonly int[] _buckets;
    private readonly float[] _orders;
    private readonly int[] _items;
    private int _count;

    /// <summary>Makes room.</summary>
    /// <param name="capacity">For so many rows.</param>
    public OrderedRows(int capacity)
    {
        _ends = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity + 1) + 1];
        _buckets = new int[capacity];
        _orders = new float[capacity];
        _items = new int[capacity];
    }

    /// <summary>The floats, ascending.</summary>
    public ReadOnlySpan<float> Orders => _orders.AsSpan(0, _count);

    /// <summary>The rows, in the same order.</summary>
    public ReadOnlySpan<int> Items => _items.AsSpan(0, _count);

    /// <summary>Sorts rows.</summary>
    /// <param name="orders">A number for each.</param>
    /// <param name="items">The rows.</param>
    /// <param name="excluded">A row to leave out, or -1.</param>
    public void Sort(ReadOnlySpan<float> orders, ReadOnlySpan<int> items, int excluded)
    {
        int count = orders.Length;
        int buckets = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count + 1);
        (float least, float most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (float order in orders)
        {
            least = order < least ? order : least;
            most = order > most ? order : most;
        }

        float scale = most > least ? (buckets - 1) / (most - least) : 0;
        scale = float.IsFinite(scale) ? scale : 0;
        Span<int> ends = _ends.AsSpan(0, buckets + 1);
        ends.Clear();
        Span<int> bucketOf = _buckets.AsSpan(0, count);
        for (int i = 0; i < bucketOf.Length; i++)
        {
            int bucket = Math.Min((int)((orders[i] - least) * scale), buckets - 1);
            bucketOf[i] = bucket;
            ends[bucket + 1]++;
        }

        for (int bucket = 1; bucket < ends.Length; bucket++)
        {
            ends[bucket] += ends[bucket - 1];
        }

        for (int i = 0; i < bucketOf.Length; i++)
        {
            int to = ends[bucketOf[i]]++;
            _orders[to] = orders[i];
            _items[to] = items[i];
        }

        // Every bucket now ends where the next began.
        PutRight(ends[..buckets], count);
        _count = count;
        int removed = excluded < 0 ? -1 : Items.IndexOf(excluded);
        if (removed >= 0)
        {
            Array.Copy(_orders, removed + 1, _orders, removed, count - removed - 1);
            Array.Copy(_items, removed + 1, _items, removed, count - removed - 1);
            _count--;
        }
    }

    private void PutRight(ReadOnlySpan<int> ends, int count)
    {
        int start = 0;
        foreach (int end in ends)
        {
            if (end - start > Crowd)
            {
                Array.Sort(_orders, _items, start, end - start);
            }

            start = end;
        }

        for (int i = 1; i < count; i++)
        {
            (float order, int item) = (_orders[i], _items[i]);
            int to = i;
            for (; to > 0 && _orders[to - 1] > order; to--)
            {
                (_orders[to], _items[to]) = (_orders[to - 1], _items[to - 1]);
            }

            (_orders[to], _items[to]) = (order, item);
        }
    }
}
