using System.Runtime.InteropServices;

namespace DeepMetric.Evaluation;

/// <summary>Finds the ranks of some items for one query, in memory that one thread reuses from query to query.</summary>
/// <remarks>
/// These items alone are sorted; each other item is counted before the first of them that is farther, found by binary search.
/// That costs m log R instead of m log m. Distances are compared as bit patterns, which order non-negative numbers alike and need no branch.
/// </remarks>
internal sealed class QueryRanking
{
    private readonly RetrievalQuery _query;
    private readonly RelevanceIndex _relevance;
    private readonly double[] _point;
    private readonly double[] _distances;
    private readonly bool[] _isCounted;
    private readonly int[] _items;
    private readonly double[] _gains;
    private readonly long[] _keys;
    private readonly int[] _ranks;
    private int _measured = -1;

    public QueryRanking(RetrievalQuery query, RelevanceIndex relevance)
    {
        int count = query.Reference.Count;
        _query = query;
        _relevance = relevance;
        _point = new double[query.Queries.Dimension];
        _distances = new double[count];
        _isCounted = new bool[count];
        _items = new int[count];
        _gains = new double[query.Grades is null ? 0 : count];
        _keys = new long[count];
        _ranks = new int[count + 1];
        for (int item = 0; item < count; item++)
        {
            _isCounted[item] = query.IsUnknownItem(item);
        }
    }

    /// <summary>The ascending ranks, from 1, of the items relevant to a query; the query itself is in no ranking.</summary>
    public ReadOnlySpan<int> RanksOfRelevant(int query) => Ranks(query, _items.AsSpan(0, _relevance.Fill(query, _items)));

    /// <summary>The ascending ranks, from 1, of the items of a grade above 0, and the gains of these items in the same order.</summary>
    public ReadOnlySpan<int> RanksOfGraded(int query, out Span<double> gains)
    {
        Span<int> items = _items.AsSpan(0, _relevance.FillGraded(query, _items));
        gains = _gains.AsSpan(0, items.Length);
        ReadOnlySpan<int> ranks = Ranks(query, items);
        for (int i = 0; i < items.Length; i++)
        {
            gains[i] = _query.Grades!.Gain(query, items[i]);
        }

        return ranks;
    }

    /// <summary>Sorts items by distance, then by index, and tells their ranks.</summary>
    private ReadOnlySpan<int> Ranks(int query, Span<int> items)
    {
        if (items.IsEmpty)
        {
            return [];
        }

        Measure(query);
        ReadOnlySpan<long> distances = MemoryMarshal.Cast<double, long>(_distances);
        Span<long> keys = _keys.AsSpan(0, items.Length);
        for (int i = 0; i < items.Length; i++)
        {
            keys[i] = distances[items[i]];
            _isCounted[items[i]] = true;
        }

        int itself = _query.PlaceOf(query);
        if (itself >= 0)
        {
            _isCounted[itself] = true;
        }

        SortByDistanceThenIndex(keys, items);
        Span<int> ranks = _ranks.AsSpan(0, items.Length + 1);
        ranks.Clear();
        CountOthersBefore(distances, keys, items, ranks);
        foreach (int item in items)
        {
            _isCounted[item] = false;
        }

        if (itself >= 0)
        {
            _isCounted[itself] = _query.IsUnknownItem(itself);
        }

        int others = 0;
        for (int i = 0; i < items.Length; i++)
        {
            others += ranks[i];
            ranks[i] = others + i + 1;
        }

        return ranks[..items.Length];
    }

    private void Measure(int query)
    {
        if (query != _measured)
        {
            _query.Queries.CopyRow(query, _point);
            _query.Reference.SquaredDistances(_point, 0, _distances);
            _measured = query;
        }
    }

    private static void SortByDistanceThenIndex(Span<long> keys, Span<int> items)
    {
        keys.Sort(items);
        for (int start = 0; start < keys.Length;)
        {
            int end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            if (end > start + 1)
            {
                items[start..end].Sort();
            }

            start = end;
        }
    }

    /// <summary>How many keys are smaller.</summary>
    private static int LowerBound(ReadOnlySpan<long> keys, long key)
    {
        int from = 0;
        int length = keys.Length;
        while (length > 1)
        {
            int half = length >> 1;
            from += half & (int)((keys[from + half - 1] - key) >> 63);
            length -= half;
        }

        return from + (int)((ulong)(keys[from] - key) >> 63);
    }

    private void CountOthersBefore(ReadOnlySpan<long> distances, ReadOnlySpan<long> keys, ReadOnlySpan<int> items, Span<int> before)
    {
        long farthest = keys[^1];
        for (int item = 0; item < distances.Length; item++)
        {
            long key = distances[item];
            if (key > farthest || _isCounted[item])
            {
                continue;
            }

            int at = LowerBound(keys, key);
            if (keys[at] == key)
            {
                // A tie: the item comes before the equally far relevant ones of a higher index.
                int end = key == farthest ? keys.Length : LowerBound(keys, key + 1);
                at += ~items[at..end].BinarySearch(item);
            }

            before[at]++;
        }
    }
}
