using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>Brings data sets under a data root.</summary>
internal static class Acquiring
{
    /// <summary>Imports from the disk.</summary>
    /// <param name="service">Knows the time.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops.</param>
    public static ImportReport Import(DataService service, ImportRequest request, IProgress<WorkState>? progress, CancellationToken cancellation)
    {
        var options = new ImportOptions { Mode = request.Mode, Time = service.Time };
        ImportResult result = DatasetImport.Run(request.Sources, request.Name, request.DataRoot, options, WorkWords.Import(progress), cancellation);
        return ImportReport.Of(service.Program, result, request.Dataset, cancellation);
    }

    /// <summary>Downloads and imports.</summary>
    /// <param name="service">Sends the requests and knows the time.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops; what arrived stays.</param>
    public static ImportReport Download(DataService service, DownloadRequest request, IProgress<WorkState>? progress, CancellationToken cancellation)
    {
        using HttpClient client = service.CreateClient();
        var options = new DatasetDownloadOptions
        {
            Download = service.Downloading,
            Import = new ImportOptions { Mode = request.Replaces ? ImportMode.Replace : ImportMode.New, Time = service.Time },
            KeepArchives = request.KeepsArchives,
        };
        DatasetDownloadResult result = DatasetDownload
            .RunAsync(request.Source, request.DataRoot, client, options, WorkWords.Download(progress), WorkWords.Import(progress), cancellation)
            .GetAwaiter().GetResult();
        return ImportReport.Of(service.Program, result.Import, ImportRequest.Choice(request.Source.Name, request.DataRoot), cancellation);
    }
}
