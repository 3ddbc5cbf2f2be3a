namespace DeepMetric.Datasets;

/// <summary>How a data set is downloaded and imported.</summary>
public sealed record DatasetDownloadOptions
{
    /// <summary>How patient the download is.</summary>
    /// <value>Default that of <see cref="DownloadOptions"/>.</value>
    public DownloadOptions Download { get; init; } = new();

    /// <summary>How the files are imported.</summary>
    /// <value>Default that of <see cref="ImportOptions"/>; its clock is the download's too.</value>
    public ImportOptions Import { get; init; } = new();

    /// <summary>Whether the archives stay on the disk after the import.</summary>
    /// <value>Default false.</value>
    public bool KeepArchives { get; init; }
}
