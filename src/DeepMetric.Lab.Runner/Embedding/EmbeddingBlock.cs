namespace DeepMetric.Lab.Runner;

/// <summary>Consecutive items whose embeddings are done.</summary>
internal sealed record EmbeddingBlock
{
    /// <summary>The place of the first.</summary>
    public required int First { get; init; }

    /// <summary>How many.</summary>
    public required int Count { get; init; }

    /// <summary>The SHA-256 of what they were made from.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>The SHA-256 of their rows.</summary>
    public string RowsSha256 { get; init; } = "";

    /// <summary>The places of those that could not be read, and why; their rows mean nothing.</summary>
    public required IReadOnlyDictionary<int, string> Broken { get; init; }
}
