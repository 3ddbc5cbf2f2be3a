namespace DeepMetric.Cli.Data;

/// <summary>What the files and headers of images say.</summary>
internal sealed record ImageFileFacts
{
    /// <summary>The number of files.</summary>
    public required int Files { get; init; }

    /// <summary>Their bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The images whose headers were read.</summary>
    public required int HeadersRead { get; init; }

    /// <summary>How many of these are of each format.</summary>
    public required IReadOnlyDictionary<string, int> Formats { get; init; }

    /// <summary>How many of these are stored as grey values.</summary>
    public required int Grey { get; init; }

    /// <summary>How many different sizes these have.</summary>
    public required int Sizes { get; init; }

    /// <summary>Columns and rows of the one with the fewest pixels; null where no header could be read.</summary>
    public int[]? Smallest { get; init; }

    /// <summary>The median of the columns and that of the rows.</summary>
    public int[]? Median { get; init; }

    /// <summary>Columns and rows of the one with the most pixels.</summary>
    public int[]? Largest { get; init; }

    /// <summary>Files that do not exist.</summary>
    public required NamedFiles Missing { get; init; }

    /// <summary>Files without a byte.</summary>
    public required NamedFiles Empty { get; init; }

    /// <summary>Files that do not begin as an image does.</summary>
    public required NamedFiles Unknown { get; init; }

    /// <summary>Images of more pixels than are decoded.</summary>
    public required NamedFiles Huge { get; init; }
}
