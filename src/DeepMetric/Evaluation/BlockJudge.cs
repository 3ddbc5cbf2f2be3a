using System.Runtime.InteropServices;

namespace DeepMetric.Evaluation;

/// <summary>Judges blocks of queries of float rows, in memory that one thread reuses from block to block.</summary>
internal sealed class BlockJudge : IDisposable
{
    private readonly RetrievalQuery _query;
    private readonly RelevanceIndex _relevance;
    private readonly ReferencePanels _panels;
    private readonly int _depth;
    private readonly NearestRanking? _nearest;
    private readonly int[] _buffer;
    private readonly List<int> _left = [];
    private BlockRanking? _all;

    /// <summary>Makes one.</summary>
    /// <param name="query">What is retrieved from what.</param>
    /// <param name="relevance">What is relevant.</param>
    /// <param name="panels">The reference.</param>
    /// <param name="depth">The last rank that counts.</param>
    /// <param name="nearestOnly">Whether to rank no more than the nearest rows, down to the depth.</param>
    public BlockJudge(RetrievalQuery query, RelevanceIndex relevance, ReferencePanels panels, int depth, bool nearestOnly)
    {
        _query = query;
        _relevance = relevance;
        _panels = panels;
        _depth = depth;
        _nearest = nearestOnly ? new NearestRanking(query, panels, depth) : null;
        _buffer = nearestOnly && query.Relevance is not null ? new int[query.Reference.Count] : [];
    }

    /// <summary>Judges some queries in a row.</summary>
    /// <param name="first">The first one.</param>
    /// <param name="judged">Where their metrics go; null for one of unknown class, or to which nothing is relevant.</param>
    public void Judge(int first, Span<QueryRetrieval?> judged)
    {
        _left.Clear();
        _nearest?.Load(first, judged.Length);
        for (int i = 0; i < judged.Length; i++)
        {
            judged[i] = null;
            if (!_query.IsUnknownQuery(first + i) && (_nearest is null || !TryJudgeNearest(first + i, i, out judged[i])))
            {
                _left.Add(first + i);
            }
        }

        for (int start = 0; start < _left.Count; start += BlockRanking.Queries)
        {
            ReadOnlySpan<int> queries = CollectionsMarshal.AsSpan(_left).Slice(start, Math.Min(BlockRanking.Queries, _left.Count - start));
            All.Load(queries);
            for (int place = 0; place < queries.Length; place++)
            {
                judged[queries[place] - first] = Retrieval.Judged(_query, queries[place], All.RanksOfRelevant(queries[place], place), _relevance, _depth);
            }
        }
    }

    public void Dispose()
    {
        _nearest?.Dispose();
        _all?.Dispose();
    }

    private BlockRanking All => _all ??= new BlockRanking(_query, _relevance, _panels);

    /// <summary>Judges a query by its nearest rows; false where they do not tell all, as of a query that has nothing relevant among them and still a first relevant rank.</summary>
    private bool TryJudgeNearest(int query, int place, out QueryRetrieval? judged)
    {
        judged = null;
        int relevant = _relevance.Count(query, _buffer);
        if (relevant == 0)
        {
            return true;
        }

        if (!_nearest!.TryRank(query, place, _relevance, out ReadOnlySpan<int> ranks) || ranks.IsEmpty)
        {
            return false;
        }

        int counted = _relevance.CountFor(query, relevant);
        judged = new(query, _query.QueryLabels[query], counted, ranks[0], RankMetrics.Of(ranks, counted, _depth, _query.CutOffs));
        return true;
    }
}
