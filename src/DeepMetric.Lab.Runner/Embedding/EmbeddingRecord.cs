using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Runner;

/// <summary>What a file of embeddings holds and how it came about; written beside it as <c>FILE.json</c>.</summary>
/// <remarks>It names no time, so that equal runs give equal files.</remarks>
public sealed record EmbeddingRecord
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-embedding/1";

    /// <summary>The model.</summary>
    public required ModelFacts Model { get; init; }

    /// <summary>The data set, folder or table.</summary>
    public required string Dataset { get; init; }

    /// <summary>The part that was embedded: <c>all</c>, <c>train</c>, <c>validation</c> or <c>test</c>.</summary>
    public required string Part { get; init; }

    /// <summary>The split that the part is of; null for all items and for the parts that the set comes in.</summary>
    public SplitSpec? Split { get; init; }

    /// <summary>Rows of the file.</summary>
    public required int Items { get; init; }

    /// <summary>Numbers of each row.</summary>
    public required int Dimension { get; init; }

    /// <summary>Rows of items without a class, whose label reads <c>?</c>.</summary>
    public required int WithoutClass { get; init; }

    /// <summary>How images were prepared; null for values that are taken as they are.</summary>
    public string? Preparation { get; init; }

    /// <summary>The SHA-256 of the names, classes and contents of all items, in their order.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>Images that could not be read.</summary>
    public required IReadOnlyList<SkippedItem> Skipped { get; init; }

    /// <summary>What a reader should know, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
