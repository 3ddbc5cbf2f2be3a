using System.Collections.Concurrent;
using DeepMetric.Evaluation.Scoring;

namespace DeepMetric.Evaluation;

/// <summary>Judges embeddings by whether the nearest items of a query are of its class.</summary>
/// <remarks>
/// <para>Squared Euclidean distance, summed in double, ranks; equal distances rank by ascending index. A query to which nothing else is relevant is
/// left out and counted. Items of <see cref="RetrievalQuery.UnknownLabel"/> take no part.</para>
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
        int rankable = Math.Max(0, query.KnownItemCount - (allLookForOthers ? 1 : 0));
        int depth = query.Depth.IsLargestClass ? relevance.LargestCount() : Math.Min(query.Depth.Items ?? rankable, rankable);
        var judged = new QueryRetrieval?[query.Queries.Count];
        using ReferencePanels? panels = query.Grades is null && query.KnownItemCount == query.Reference.Count ? ReferencePanels.Of(query.Queries, query.Reference) : null;
        if (panels is not null)
        {
            bool nearestOnly = NearestRanking.Suits(depth, query.Reference.Count);
            int together = nearestOnly ? NearestRanking.Queries : BlockRanking.Queries;
            var judges = new ConcurrentBag<BlockJudge>();
            try
            {
                WorkerLoop.Run(
                    (judged.Length + together - 1) / together,
                    -1,
                    () =>
                    {
                        var judge = new BlockJudge(query, relevance, panels, depth, nearestOnly);
                        judges.Add(judge);
                        return judge;
                    },
                    (block, judge) => judge.Judge(block * together, judged.AsSpan(block * together, Math.Min(together, judged.Length - (block * together)))),
                    _ => { },
                    cancellation);
            }
            finally
            {
                foreach (BlockJudge judge in judges)
                {
                    judge.Dispose();
                }
            }
        }
        else
        {
            WorkerLoop.Run(
                judged.Length,
                -1,
                () => new QueryRanking(query, relevance),
                (row, ranking) => judged[row] = query.IsUnknownQuery(row) ? null : Judge(query, row, ranking, relevance, depth),
                _ => { },
                cancellation);
        }

        return Average(query, [.. judged.OfType<QueryRetrieval>()], depth);
    }

    /// <summary>The nearest items of some queries, to look at; none of them is of unknown class.</summary>
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
        int[] known = [.. Enumerable.Range(0, query.Reference.Count).Where(item => !query.IsUnknownItem(item))];
        int[]? excluded = Excluded(query, rows, known);
        int rankable = known.Length - (excluded is null ? 0 : 1);
        if (rows.Count == 0 || rankable <= 0)
        {
            return [.. rows.Select(_ => Array.Empty<RetrievedItem>())];
        }

        EmbeddingTable reference = known.Length == query.Reference.Count ? query.Reference : query.Reference.Take(known);
        NeighborTable found = NearestNeighbors.Find(query.Queries.Take(rows), reference, Math.Min(count, rankable), excluded);
        var relevance = new RelevanceIndex(query);
        return
        [
            .. rows.Select((row, at) => Enumerable.Range(0, found.NeighborCount)
                .Select(rank => (Item: known[found.Index(at, rank)], Distance: found.SquaredDistance(at, rank)))
                .Select(entry => new RetrievedItem(entry.Item, entry.Distance, relevance.IsRelevant(row, entry.Item)))
                .ToArray()),
        ];
    }

    private static QueryRetrieval? Judge(RetrievalQuery query, int row, QueryRanking ranking, RelevanceIndex relevance, int depth)
    {
        QueryRetrieval? judged = Judged(query, row, ranking.RanksOfRelevant(row), relevance, depth);
        return query.Grades is null || judged is null
            ? judged
            : judged with { Metrics = RankMetrics.WithGrades(judged.Metrics, ranking.RanksOfGraded(row, out Span<double> gains), gains, depth, query.CutOffs) };
    }

    /// <summary>The metrics of a query from the ranks of all relevant items; null if there is none.</summary>
    internal static QueryRetrieval? Judged(RetrievalQuery query, int row, ReadOnlySpan<int> ranks, RelevanceIndex relevance, int depth)
    {
        if (ranks.IsEmpty)
        {
            return null;
        }

        int relevant = relevance.CountFor(row, ranks.Length);
        return new(row, query.QueryLabels[row], relevant, ranks[0], RankMetrics.Of(ranks, relevant, depth, query.CutOffs));
    }

    /// <summary>For each of some queries its own place among the known items, or -1; null where none has one.</summary>
    private static int[]? Excluded(RetrievalQuery query, IReadOnlyList<int> rows, int[] known)
    {
        if (!(query.OwnPlaces?.Any(place => place >= 0) ?? query.ReferenceIncludesQueries))
        {
            return null;
        }

        return [.. rows.Select(row => Math.Max(-1, Array.BinarySearch(known, query.PlaceOf(row))))];
    }

    private static RetrievalResult Average(RetrievalQuery query, QueryRetrieval[] judged, int depth)
    {
        bool isGraded = query.Grades is not null;
        ClassRetrieval[] classes =
        [
            .. judged.SelectMany(entry => ClassesOf(query, entry), (entry, label) => (Label: label, entry.Metrics)).GroupBy(entry => entry.Label, entry => entry.Metrics).OrderBy(group => group.Key)
                .Select(group => new ClassRetrieval(group.Key, group.Count(), RetrievalMetrics.Mean([.. group], query.CutOffs, isGraded))),
        ];
        var curve = new double[Math.Min(query.CurveLength, depth)];
        foreach (QueryRetrieval entry in judged.Where(entry => entry.FirstRelevantRank <= curve.Length))
        {
            curve[entry.FirstRelevantRank - 1]++;
        }

        int unknown = Enumerable.Range(0, query.Queries.Count).Count(query.IsUnknownQuery);
        double found = 0;
        for (int i = 0; i < curve.Length; i++)
        {
            found += curve[i];
            curve[i] = found / judged.Length;
        }

        return new RetrievalResult
        {
            Overall = RetrievalMetrics.Mean([.. judged.Select(entry => entry.Metrics)], query.CutOffs, isGraded),
            ClassAverage = RetrievalMetrics.Mean([.. classes.Select(entry => entry.Metrics)], query.CutOffs, isGraded),
            PerClass = classes,
            PerQuery = query.KeepsQueries ? judged : [],
            CumulativeMatch = curve,
            QueryCount = judged.Length,
            LeftOutCount = query.Queries.Count - unknown - judged.Length,
            UnknownCount = unknown,
            Depth = depth,
        };
    }

    private static int[] ClassesOf(RetrievalQuery query, QueryRetrieval entry) => query.QueryClasses is { } classes ? classes.Of(entry.Query).ToArray() : [entry.Label];

    internal static void Check(RetrievalQuery query)
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

        if (query.QueryClasses is { } classes && classes.Count != query.Queries.Count)
        {
            throw new ArgumentException($"Expected classes of {query.Queries.Count} queries; found those of {classes.Count}.", nameof(query));
        }

        if (query.Grades?.Shape is { } shape && shape != (query.Queries.Count, query.Reference.Count))
        {
            throw new ArgumentException($"Expected grades [{query.Queries.Count}, {query.Reference.Count}]; found [{shape.Queries}, {shape.Items}].", nameof(query));
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
