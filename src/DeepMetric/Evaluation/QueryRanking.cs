using System.Runtime.InteropServices;

namespace DeepMetric.Evaluation;

/// <summary>Finds the ranks of what one query looks for, in memory that one thread reuses from query to query.</summary>
/// <remarks>
/// The relevant items alone are sorted; each other item is counted before the first relevant one that is farther, found by binary search.
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
    private readonly long[] _keys;
    private readonly int[] _ranks;

    public QueryRanking(RetrievalQuery query, RelevanceIndex relevance)
    {
        int count = query.Reference.Count;
        _query = query;
        _relevance = relevance;
        _point = new double[query.Queries.Dimension];
        _distances = new double[count];
        _isCounted = new bool[count];
        _items = new int[count];
        _keys = new long[count];
        _ranks = new int[count + 1];
    }

    /// <summary>The ascending ranks, from 1, of the items relevant to a query; the query itself is in no ranking.</summary>
    public ReadOnlySpan<int> RanksOfRelevant(int query)
    {
        int relevant = _relevance.Fill(query, _items);
        if (relevant == 0)
        {
            return [];
        }

        _query.Queries.CopyRow(query, _point);
        _query.Reference.SquaredDistances(_point, 0, _distances);
        ReadOnlySpan<long> distances = MemoryMarshal.Cast<double, long>(_distances);
        Span<int> items = _items.AsSpan(0, relevant);
        Span<long> keys = _keys.AsSpan(0, relevant);
        for (int i = 0; i < relevant; i++)
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
        Span<int> ranks = _ranks.AsSpan(0, relevant + 1);
        ranks.Clear();
        CountOthersBefore(distances, keys, items, ranks);
        foreach (int item in items)
        {
            _isCounted[item] = false;
        }

        if (itself >= 0)
        {
            _isCounted[itself] = false;
        }

        int others = 0;
        for (int i = 0; i < relevant; i++)
        {
            others += ranks[i];
            ranks[i] = others + i + 1;
        }

        return ranks[..relevant];
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
