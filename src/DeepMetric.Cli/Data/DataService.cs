using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>What <c>data</c> is made of; tests put other parts in.</summary>
internal sealed record DataService
{
    /// <summary>The names of the data sets.</summary>
    public IReadOnlyList<string> Names { get; init; } = DatasetCatalog.Names;

    /// <summary>Where a data set is downloaded from; null for one that is not.</summary>
    public Func<string, DatasetSource?> SourceOf { get; init; } = DownloadCatalog.Find;

    /// <summary>Creates what sends the requests of a download.</summary>
    public Func<HttpClient> CreateClient { get; init; } = Downloader.CreateClient;

    /// <summary>How patient a download is.</summary>
    public DownloadOptions Downloading { get; init; } = new();

    /// <summary>The value of an environment variable, or null.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>How the program is called.</summary>
    public string Program { get; init; } = "deepmetric";

    /// <summary>Tells elapsed time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
