namespace DeepMetric.Evaluation;

/// <summary>Judges embeddings by whether the nearest items of a query are of its class.</summary>
/// <remarks>
/// <para>Squared Euclidean distance, summed in double, ranks; equal distances rank by ascending index. A query to which nothing else is relevant is
/// left out and counted.</para>
/// <para>A few queries at a time are ranked in parallel, with memory for their distances per thread; the n × m distances never exist together. Between float rows, float products
/// decide wherever their error cannot matter. The result does not depend on the number of threads.</para>
/// </remarks>
public static class Retrieval
{
    /// <summary>Ranks the reference for every query and averages.</summary>
    /// <param name="query">What is retrieved from what, and how it is judged.</param>
    /// <param name="cancellation">Stops the evaluation between two queries.</param>
    /// <exception cref="ArgumentException">A cut-off below 1, or a reference that doesn't start with the queries though it should.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static RetrievalResult Evaluate(RetrievalQuery query, CancellationToken cancellation = default)
    {
        Check(query);
        var relevance = new RelevanceIndex(query);
        bool allLookForOthers = query.OwnPlaces?.All(place => place >= 0) ?? query.ReferenceIncludesQueries;
        int rankable = query.Reference.Count - (allLookForOthers ? 1 : 0);
        int depth = query.Depth.IsLargestClass ? relevance.LargestCount() : Math.Min(query.Depth.Items ?? rankable, rankable);
        var judged = new QueryRetrieval?[query.Queries.Count];
        void Judge(int row, ReadOnlySpan<int> ranks)
        {
            if (ranks.Length > 0)
            {
                int relevant = relevance.CountFor(row, ranks.Length);
                judged[row] = new(row, query.QueryLabels[row], relevant, ranks[0], RankMetrics.Of(ranks, relevant, depth, query.CutOffs));
            }
        }

        var parallel = new ParallelOptions { CancellationToken = cancellation };
        using ReferencePanels? panels = ReferencePanels.Of(query.Queries, query.Reference);
        if (panels is not null)
        {
            int blocks = (judged.Length + BlockRanking.Queries - 1) / BlockRanking.Queries;
            Parallel.For(0, blocks, parallel, () => new BlockRanking(query, relevance, panels), (block, _, ranking) =>
            {
                int first = block * BlockRanking.Queries;
                int count = Math.Min(BlockRanking.Queries, judged.Length - first);
                ranking.Load(first, count);
                for (int i = 0; i < count; i++)
                {
                    Judge(first + i, ranking.RanksOfRelevant(first + i, i));
                }

                return ranking;
            }, ranking => ranking.Dispose());
        }
        else
        {
            Parallel.For(0, judged.Length, parallel, () => new QueryRanking(query, relevance), (row, _, ranking) =>
            {
                Judge(row, ranking.RanksOfRelevant(row));
                return ranking;
            }, _ => { });
        }

        return Average(query, [.. judged.OfType<QueryRetrieval>()], depth);
    }

    /// <summary>The nearest items of some queries, to look at.</summary>
    /// <param name="query">What is retrieved from what.</param>
    /// <param name="rows">Rows of the queries.</param>
    /// <param name="count">How many items to list for each, at least 1; fewer where the reference has fewer.</param>
    /// <returns>For each row, its nearest items, the nearest first.</returns>
    /// <exception cref="ArgumentException">There is no such row, or the count is below 1.</exception>
    public static IReadOnlyList<IReadOnlyList<RetrievedItem>> Nearest(RetrievalQuery query, IReadOnlyList<int> rows, int count)
    {
        Check(query);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        bool someLookForOthers = query.OwnPlaces?.Any(place => place >= 0) ?? query.ReferenceIncludesQueries;
        int rankable = query.Reference.Count - (someLookForOthers ? 1 : 0);
        if (rows.Count == 0 || rankable == 0)
        {
            return [.. rows.Select(_ => Array.Empty<RetrievedItem>())];
        }

        int[]? excluded = rankable < query.Reference.Count ? [.. rows.Select(query.PlaceOf)] : null;
        NeighborTable found = NearestNeighbors.Find(query.Queries.Take(rows), query.Reference, Math.Min(count, rankable), excluded);
        var relevance = new RelevanceIndex(query);
        return
        [
            .. rows.Select((row, at) => Enumerable.Range(0, found.NeighborCount)
                .Select(rank => new RetrievedItem(found.Index(at, rank), found.SquaredDistance(at, rank), relevance.IsRelevant(row, found.Index(at, rank))))
                .ToArray()),
        ];
    }

    private static RetrievalResult Average(RetrievalQuery query, QueryRetrieval[] judged, int depth)
    {
        ClassRetrieval[] classes =
        [
            .. judged.GroupBy(entry => entry.Label).OrderBy(group => group.Key)
                .Select(group => new ClassRetrieval(group.Key, group.Count(), RetrievalMetrics.Mean([.. group.Select(entry => entry.Metrics)], query.CutOffs))),
        ];
        var curve = new double[Math.Min(query.CurveLength, depth)];
        foreach (QueryRetrieval entry in judged.Where(entry => entry.FirstRelevantRank <= curve.Length))
        {
            curve[entry.FirstRelevantRank - 1]++;
        }

        double found = 0;
        for (int i = 0; i < curve.Length; i++)
        {
            found += curve[i];
            curve[i] = found / judged.Length;
        }

        return new RetrievalResult
        {
            Overall = RetrievalMetrics.Mean([.. judged.Select(entry => entry.Metrics)], query.CutOffs),
            ClassAverage = RetrievalMetrics.Mean([.. classes.Select(entry => entry.Metrics)], query.CutOffs),
            PerClass = classes,
            PerQuery = query.KeepsQueries ? judged : [],
            CumulativeMatch = curve,
            QueryCount = judged.Length,
            LeftOutCount = query.Queries.Count - judged.Length,
            Depth = depth,
        };
    }

    private static void Check(RetrievalQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(query.CutOffs);
        ArgumentNullException.ThrowIfNull(query.Depth);
        ArgumentOutOfRangeException.ThrowIfNegative(query.CurveLength);
        foreach (int k in query.CutOffs)
        {
            if (k < 1)
            {
                throw new ArgumentException($"Expected cut-offs of at least 1; found {k}.", nameof(query));
            }
        }

        if (query.OwnPlaces is int[] own && (own.Length != query.Queries.Count || own.Any(place => place < -1 || place >= query.Reference.Count)))
        {
            throw new ArgumentException($"Expected for each of {query.Queries.Count} queries its place in the reference, up to {query.Reference.Count - 1}, or -1; found others.", nameof(query));
        }

        if (query.ReferenceIncludesQueries && !ReferenceEquals(query.Queries, query.Reference))
        {
            CheckReferenceStartsWithQueries(query);
        }
    }

    private static void CheckReferenceStartsWithQueries(RetrievalQuery query)
    {
        if (query.Reference.Count < query.Queries.Count)
        {
            throw new ArgumentException(
                $"Expected a reference that starts with the {query.Queries.Count} queries; found [{query.Reference.Count}, {query.Reference.Dimension}].", nameof(query));
        }

        for (int row = 0; row < query.Queries.Count; row++)
        {
            if (query.QueryLabels[row] != query.ReferenceLabels[row] || query.Queries.SquaredDistance(row, query.Reference, row) != 0)
            {
                throw new ArgumentException($"Expected a reference that starts with the queries; found another row or label at {row}.", nameof(query));
            }
        }
    }
}
