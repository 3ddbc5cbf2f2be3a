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
        if (_nearest is null)
        {
            All.Load(first, judged.Length);
            for (int i = 0; i < judged.Length; i++)
            {
                judged[i] = _query.IsUnknownQuery(first + i) ? null : Retrieval.Judged(_query, first + i, All.RanksOfRelevant(first + i, i), _relevance, _depth);
            }

            return;
        }

        _nearest.Load(first, judged.Length);
        for (int i = 0; i < judged.Length; i++)
        {
            judged[i] = _query.IsUnknownQuery(first + i) ? null : JudgeNearest(first + i, i);
        }
    }

    public void Dispose()
    {
        _nearest?.Dispose();
        _all?.Dispose();
    }

    private BlockRanking All => _all ??= new BlockRanking(_query, _relevance, _panels);

    private QueryRetrieval? JudgeNearest(int query, int place)
    {
        int relevant = _relevance.Count(query, _buffer);
        if (relevant == 0)
        {
            return null;
        }

        // A query of which nothing relevant is near still has a first relevant rank: all rows tell.
        if (_nearest!.TryRank(query, place, _relevance, out ReadOnlySpan<int> ranks) && !ranks.IsEmpty)
        {
            int counted = _relevance.CountFor(query, relevant);
            return new(query, _query.QueryLabels[query], counted, ranks[0], RankMetrics.Of(ranks, counted, _depth, _query.CutOffs));
        }

        All.Load(query, 1);
        return Retrieval.Judged(_query, query, All.RanksOfRelevant(query, 0), _relevance, _depth);
    }
}
