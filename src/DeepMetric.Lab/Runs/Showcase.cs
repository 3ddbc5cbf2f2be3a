namespace DeepMetric.Lab.Runs;

/// <summary>What a report shows of one run's test embeddings; the unit's <c>showcase.json</c>.</summary>
public sealed record Showcase
{
    /// <summary>The first two principal components of (at most 2,000) test embeddings.</summary>
    public required ProjectionPicture Projection { get; init; }

    /// <summary>Counts of the distances of positive and negative test pairs.</summary>
    public required DistanceHistogramPicture Distances { get; init; }

    /// <summary>The queries with the lowest average precision, worst first.</summary>
    public required IReadOnlyList<RetrievalExample> Worst { get; init; }

    /// <summary>Queries with the highest average precision, one per class where possible.</summary>
    public required IReadOnlyList<RetrievalExample> Best { get; init; }
}

/// <summary>A projection onto two principal components.</summary>
public sealed record ProjectionPicture
{
    /// <summary>First coordinate of each item.</summary>
    public required IReadOnlyList<double> X { get; init; }

    /// <summary>Second coordinate of each item.</summary>
    public required IReadOnlyList<double> Y { get; init; }

    /// <summary>Label of each item.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>The share of the total variance that the two components explain, in [0, 1].</summary>
    public required double ShareOfVariance { get; init; }
}

/// <summary>Histograms of pairwise distances over common bins.</summary>
public sealed record DistanceHistogramPicture
{
    /// <summary>The lower edge of the first bin.</summary>
    public required double From { get; init; }

    /// <summary>The upper edge of the last bin.</summary>
    public required double To { get; init; }

    /// <summary>Pairs of one class, per bin.</summary>
    public required IReadOnlyList<long> Positives { get; init; }

    /// <summary>Pairs of two classes, per bin.</summary>
    public required IReadOnlyList<long> Negatives { get; init; }
}

/// <summary>A query and its nearest neighbours.</summary>
public sealed record RetrievalExample
{
    /// <summary>The query.</summary>
    public required Thumbnail Query { get; init; }

    /// <summary>The query's average precision at R.</summary>
    public required double AveragePrecisionAtR { get; init; }

    /// <summary>Its nearest neighbours, nearest first.</summary>
    public required IReadOnlyList<Thumbnail> Neighbours { get; init; }
}

/// <summary>A small picture of an item (none for vectors that are no image).</summary>
public sealed record Thumbnail
{
    /// <summary>The item's index in the test set.</summary>
    public required int Index { get; init; }

    /// <summary>The item's label.</summary>
    public required int Label { get; init; }

    /// <summary>Width in pixels; 0 without a picture.</summary>
    public int Width { get; init; }

    /// <summary>Height in pixels; 0 without a picture.</summary>
    public int Height { get; init; }

    /// <summary>Row by row, one byte a pixel (grey) or three (red, green, blue); empty without a picture.</summary>
    public byte[] Pixels { get; init; } = [];
}
