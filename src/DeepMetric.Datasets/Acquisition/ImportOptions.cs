namespace DeepMetric.Datasets;

/// <summary>How a data set is imported.</summary>
public sealed record ImportOptions
{
    /// <summary>What is done about files that are there already.</summary>
    /// <value>Default <see cref="ImportMode.New"/>.</value>
    public ImportMode Mode { get; init; } = ImportMode.New;

    /// <summary>The bounds within which archives are extracted; its bounds on entries, bytes and names hold for folders too.</summary>
    /// <value>Default those of <see cref="ExtractionOptions"/>.</value>
    public ExtractionOptions Extraction { get; init; } = new();

    /// <summary>Where the date of the import comes from.</summary>
    /// <value>Default the system's clock.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Tells the free bytes on the disk of an existing folder.</summary>
    internal Func<string, long> FreeBytes { get; init; } = DiskSpace.FreeBytes;
}
