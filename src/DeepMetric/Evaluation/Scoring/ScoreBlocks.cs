namespace DeepMetric.Evaluation.Scoring;

/// <summary>Computes all pairs block by block, several at once, each thread in memory of its own.</summary>
internal static class ScoreBlocks
{
    /// <summary>What is done with a block.</summary>
    /// <typeparam name="T">What a thread gathers.</typeparam>
    public delegate void Visitor<in T>(ScoreBlock block, T gathered);

    /// <summary>Visits all blocks; those of the same queries one after the other, by ascending item.</summary>
    /// <typeparam name="T">What a thread gathers.</typeparam>
    /// <param name="scores">Computes the keys.</param>
    /// <param name="onlyLater">Whether pairs (i, j) with j ≤ i may be left out.</param>
    /// <param name="gather">Makes what a thread gathers into.</param>
    /// <param name="visit">Looks at a block.</param>
    /// <param name="finish">Takes what a thread gathered, when all is done.</param>
    /// <param name="cancellation">Stops between two blocks.</param>
    public static void Visit<T>(PairScores scores, bool onlyLater, Func<T> gather, Visitor<T> visit, Action<T> finish, CancellationToken cancellation)
    {
        int blocks = (scores.QueryCount + scores.QueriesAtOnce - 1) / scores.QueriesAtOnce;
        WorkerLoop.Run(
            blocks,
            scores.Workers,
            () => (Gathered: gather(), Keys: new double[scores.QueriesAtOnce * scores.ItemsAtOnce]),
            (block, own) =>
            {
                int query = block * scores.QueriesAtOnce;
                int queries = Math.Min(scores.QueriesAtOnce, scores.QueryCount - query);
                for (int item = onlyLater ? query + 1 : 0; item < scores.ItemCount; item += scores.ItemsAtOnce)
                {
                    cancellation.ThrowIfCancellationRequested();
                    int items = Math.Min(scores.ItemsAtOnce, scores.ItemCount - item);
                    scores.OfBlock(query, queries, item, items, own.Keys);
                    visit(new ScoreBlock(query, queries, item, items, own.Keys.AsSpan(0, queries * items)), own.Gathered);
                }
            },
            own => finish(own.Gathered),
            cancellation);
    }
}
