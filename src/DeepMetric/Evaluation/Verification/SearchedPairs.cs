using DeepMetric.Evaluation.Scoring;
using DeepMetric.Sampling;

namespace DeepMetric.Evaluation.Verification;

/// <summary>The pairs of a search: which there are, and which of them belong together.</summary>
/// <remarks>Each query makes a pair with each item that it can find. Where every item searches all others by labels, the two orders of a pair are one.</remarks>
internal sealed class SearchedPairs
{
    private readonly RelevanceIndex _relevance;
    private readonly long[] _starts;
    private readonly int[] _knownQueries;
    private readonly int[] _knownItems;

    public SearchedPairs(RetrievalQuery query, bool isSymmetric, CancellationToken cancellation)
    {
        Retrieval.Check(query);
        Query = query;
        _relevance = new RelevanceIndex(query);
        IsUnordered = isSymmetric && query.Relevance is null && query.OwnPlaces is null && query.ReferenceIncludesQueries && ReferenceEquals(query.Queries, query.Reference);
        _knownQueries = [.. Enumerable.Range(0, query.Queries.Count).Where(row => !query.IsUnknownQuery(row))];
        _knownItems = [.. Enumerable.Range(0, query.Reference.Count).Where(item => !query.IsUnknownItem(item))];
        _starts = new long[query.Queries.Count + 1];
        WorkerLoop.Run(
            query.Queries.Count,
            query.Relevance is null ? 1 : -1,
            () => new int[query.Relevance is null ? 0 : query.Reference.Count],
            (row, items) => _starts[row + 1] = query.IsUnknownQuery(row) ? 0 : query.Relevance is null ? CountByLabel(row) : _relevance.Fill(row, items),
            _ => { },
            cancellation);
        for (int row = 0; row < query.Queries.Count; row++)
        {
            _starts[row + 1] += _starts[row];
        }

        long all = IsUnordered
            ? (long)_knownItems.Length * (_knownItems.Length - 1) / 2
            : ((long)_knownQueries.Length * _knownItems.Length) - _knownQueries.Count(row => query.PlaceOf(row) is >= 0 and int place && !query.IsUnknownItem(place));
        NegativeCount = all - PositiveCount;
    }

    public RetrievalQuery Query { get; }

    /// <summary>Whether the pairs (i, j) and (j, i) are one, for which i &lt; j.</summary>
    public bool IsUnordered { get; }

    public long PositiveCount => _starts[^1];

    public long NegativeCount { get; }

    /// <summary>How many positive pairs the queries before this one have.</summary>
    public long StartOf(int query) => _starts[query];

    /// <summary>Writes the items that make a positive pair with a query, by ascending index.</summary>
    /// <returns>How many they are.</returns>
    public int Positives(int query, Span<int> items)
    {
        if (StartOf(query) == StartOf(query + 1))
        {
            return 0;
        }

        if (!IsUnordered)
        {
            return _relevance.Fill(query, items);
        }

        ReadOnlySpan<int> later = Later(query);
        later.CopyTo(items);
        return later.Length;
    }

    /// <summary>Whether a query and an item make a pair that doesn't belong together.</summary>
    public bool IsNegative(int query, int item) => Makes(query, item) && !_relevance.IsRelevant(query, item);

    /// <summary>Whether a query and an item make a pair that belongs together.</summary>
    public bool IsPositive(int query, int item) => Makes(query, item) && _relevance.IsRelevant(query, item);

    /// <summary>One of all positive pairs, each equally likely.</summary>
    public (int Query, int Item) DrawPositive(SeededRandom random)
    {
        if (Query.Relevance is not null)
        {
            while (true)
            {
                (int row, int found) = DrawAny(random);
                if (found != Query.PlaceOf(row) && Query.Relevance(row, found))
                {
                    return (row, found);
                }
            }
        }

        long place = Math.Min((long)(random.NextDouble() * PositiveCount), PositiveCount - 1);
        int query = Array.BinarySearch(_starts, place);
        if (query < 0)
        {
            query = ~query - 1;
        }

        // Queries without a positive pair start where the next does.
        while (StartOf(query + 1) <= place)
        {
            query++;
        }

        int at = (int)(place - StartOf(query));
        if (IsUnordered)
        {
            return (query, Later(query)[at]);
        }

        ReadOnlySpan<int> items = _relevance.OfLabel(Query.QueryLabels[query]);
        int itself = items.BinarySearch(Query.PlaceOf(query));
        return (query, items[itself >= 0 && at >= itself ? at + 1 : at]);
    }

    /// <summary>One of all negative pairs, each equally likely; in either order where the order doesn't matter.</summary>
    public (int Query, int Item) DrawNegative(SeededRandom random)
    {
        while (true)
        {
            (int query, int item) = DrawAny(random);
            if (IsUnordered ? query != item && Query.QueryLabels[query] != Query.ReferenceLabels[item] : IsNegative(query, item))
            {
                return (query, item);
            }
        }
    }

    /// <summary>Whether they make a pair at all.</summary>
    private bool Makes(int query, int item) =>
        item != Query.PlaceOf(query) && !(IsUnordered && item <= query) && !Query.IsUnknownQuery(query) && !Query.IsUnknownItem(item);

    private (int Query, int Item) DrawAny(SeededRandom random) => (_knownQueries[random.NextInt(_knownQueries.Length)], _knownItems[random.NextInt(_knownItems.Length)]);

    private int CountByLabel(int query)
    {
        if (IsUnordered)
        {
            return Later(query).Length;
        }

        ReadOnlySpan<int> items = _relevance.OfLabel(Query.QueryLabels[query]);
        return items.Length - (items.BinarySearch(Query.PlaceOf(query)) >= 0 ? 1 : 0);
    }

    /// <summary>The items of a query's label behind itself.</summary>
    private ReadOnlySpan<int> Later(int query)
    {
        ReadOnlySpan<int> items = _relevance.OfLabel(Query.QueryLabels[query]);
        return items[(items.BinarySearch(query) + 1)..];
    }
}
