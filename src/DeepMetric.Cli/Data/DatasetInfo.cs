namespace DeepMetric.Cli.Data;

/// <summary>What <c>data info</c> says about a data set.</summary>
internal sealed record DatasetInfo
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-data-info/1";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds: <c>images</c> in files, <c>images in memory</c>, or <c>vectors</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The folder or file that it lies in; null for a built-in set.</summary>
    public string? Place { get; init; }

    /// <summary>Where the data come from.</summary>
    public required string Source { get; init; }

    /// <summary>The licence.</summary>
    public required string Licence { get; init; }

    /// <summary>The number of items.</summary>
    public required int Items { get; init; }

    /// <summary>The number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>The items of no class.</summary>
    public int Outliers { get; init; }

    /// <summary>How many items a class has over all parts.</summary>
    public ClassSizes? PerClass { get; init; }

    /// <summary>The parts that are trained and tested on unless another split is asked for.</summary>
    public required IReadOnlyList<PartFacts> Parts { get; init; }

    /// <summary>The parts of the official split, where these are others.</summary>
    public IReadOnlyList<PartFacts>? OfficialParts { get; init; }

    /// <summary>The names of the coarser classes; null where there is one level.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>The test items that search; null where all search all others.</summary>
    public int? Queries { get; init; }

    /// <summary>The test items that can be found; null where all search all others.</summary>
    public int? Gallery { get; init; }

    /// <summary>The items with a box around the object.</summary>
    public int Boxes { get; init; }

    /// <summary>The number of sequences, images of one scene.</summary>
    public int Sequences { get; init; }

    /// <summary>The shape of an item in memory: dimensions, or channels, rows and columns.</summary>
    public IReadOnlyList<int>? Shape { get; init; }

    /// <summary>The smallest and the largest value in memory, all of which are finite.</summary>
    public IReadOnlyList<float>? Range { get; init; }

    /// <summary>What the files and headers of images say.</summary>
    public ImageFileFacts? Files { get; init; }

    /// <summary>What decoding all images found; null where it was not asked for.</summary>
    public ImageCheck? Check { get; init; }

    /// <summary>What a reader of results should know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
