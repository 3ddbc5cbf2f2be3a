namespace DeepMetric.Lab.Runner;

/// <summary>How one class fared.</summary>
public sealed record ClassNumbers
{
    /// <summary>Its name.</summary>
    public required string Class { get; init; }

    /// <summary>Its items in the part that was judged.</summary>
    public required int Items { get; init; }

    /// <summary>Those that searched and had something to find.</summary>
    public required int Queries { get; init; }

    /// <summary>Mean average precision at R over its queries; null without any.</summary>
    public double? MapAtR { get; init; }

    /// <summary>Recall@1 over its queries; null without any.</summary>
    public double? RecallAt1 { get; init; }

    /// <summary>The mean squared distance to its centroid; null for a single item.</summary>
    public double? Intra { get; init; }

    /// <summary>
    /// All its numbers, by id: retrieval over its queries, the share of its items that classifiers recognised, the share of its pairs that are missed at false match rates of the whole, and its
    /// variance. One that is not defined is left out.
    /// </summary>
    public IReadOnlyDictionary<string, double> Numbers { get; init; } = new Dictionary<string, double>();
}
