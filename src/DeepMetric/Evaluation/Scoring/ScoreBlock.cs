namespace DeepMetric.Evaluation.Scoring;

/// <summary>The keys of consecutive queries and consecutive items.</summary>
internal readonly ref struct ScoreBlock(int firstQuery, int queryCount, int firstItem, int itemCount, ReadOnlySpan<double> keys)
{
    public int FirstQuery { get; } = firstQuery;

    public int QueryCount { get; } = queryCount;

    public int FirstItem { get; } = firstItem;

    public int ItemCount { get; } = itemCount;

    private ReadOnlySpan<double> Keys { get; } = keys;

    /// <summary>The keys of one query of the block.</summary>
    /// <param name="at">Which, from 0.</param>
    public ReadOnlySpan<double> Row(int at) => Keys.Slice(at * ItemCount, ItemCount);
}
