namespace DeepMetric.Datasets;

/// <summary>Downloads the official files of a data set and imports them: all of them or none.</summary>
public static class DatasetDownload
{
    /// <summary>The folder below a data root in which files lie until they are imported; it holds one folder per data set.</summary>
    public const string Folder = ".downloads";

    /// <summary>Downloads and imports a data set.</summary>
    /// <param name="name">Its name, one of <see cref="DownloadCatalog.Names"/>.</param>
    /// <param name="dataRoot">The folder that holds one folder per data set; created where it is missing.</param>
    /// <param name="client">Sends the requests, as <see cref="Downloader.CreateClient"/> makes one.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="downloading">Told how far the download of each file is.</param>
    /// <param name="importing">Told how far the import is.</param>
    /// <param name="cancellation">Stops it; what arrived stays, to be gone on with.</param>
    /// <exception cref="ArgumentException">The catalogue has no data set of this name.</exception>
    /// <exception cref="DownloadUnavailableException">A person has to get the files: the exception says how.</exception>
    /// <exception cref="DownloadFailedException">A file could not be downloaded from any address.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or is refused.</exception>
    /// <exception cref="IOException">The data set is there already, or the disk is full.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Task<DatasetDownloadResult> RunAsync(
        string name,
        string dataRoot,
        HttpClient client,
        DatasetDownloadOptions? options = null,
        IProgress<DownloadProgress>? downloading = null,
        IProgress<ImportProgress>? importing = null,
        CancellationToken cancellation = default)
    {
        DatasetSource source = DownloadCatalog.Find(name)
            ?? throw new ArgumentException($"Expected a data set out of {string.Join(", ", DownloadCatalog.Names)}, found \"{name}\".", nameof(name));
        return RunAsync(source, dataRoot, client, options, downloading, importing, cancellation);
    }

    /// <summary>Downloads and imports a data set from a source that need not be in the catalogue, such as a mirror of one's own.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="dataRoot">The folder that holds one folder per data set; created where it is missing.</param>
    /// <param name="client">Sends the requests, as <see cref="Downloader.CreateClient"/> makes one.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="downloading">Told how far the download of each file is.</param>
    /// <param name="importing">Told how far the import is.</param>
    /// <param name="cancellation">Stops it; what arrived stays, to be gone on with.</param>
    /// <exception cref="ArgumentException">The name of the source is none.</exception>
    /// <exception cref="DownloadUnavailableException">A person has to get the files: the exception says how.</exception>
    /// <exception cref="DownloadFailedException">A file could not be downloaded from any address.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or is refused.</exception>
    /// <exception cref="IOException">The data set is there already, or the disk is full.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<DatasetDownloadResult> RunAsync(
        DatasetSource source,
        string dataRoot,
        HttpClient client,
        DatasetDownloadOptions? options = null,
        IProgress<DownloadProgress>? downloading = null,
        IProgress<ImportProgress>? importing = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(dataRoot);
        options ??= new();
        DatasetImport.CheckName(source.Name);
        if (!source.IsDownloadable)
        {
            throw new DownloadUnavailableException(source.Name, source.Instructions ?? $"See {source.Homepage}.");
        }

        string target = Path.Combine(dataRoot, source.Name);
        if (options.Import.Mode == ImportMode.New && !StagingFolder.IsFree(target))
        {
            // Before gigabytes are fetched for nothing.
            throw new IOException($"{target}: expected no such folder or an empty one, found files in it: download with Replace.");
        }

        string folder = Path.Combine(dataRoot, Folder, source.Name);
        var downloader = new Downloader(client, options.Download, options.Import.Time);
        var files = new List<DownloadedFile>();
        foreach (DownloadFile file in source.Files)
        {
            files.Add(await downloader.DownloadAsync(file, folder, downloading, cancellation).ConfigureAwait(false));
        }

        ImportResult import = DatasetImport.Run([.. files.Select(file => file.Path)], source.Name, dataRoot, options.Import, importing, cancellation);
        if (!options.KeepArchives)
        {
            foreach (DownloadedFile file in files)
            {
                File.Delete(file.Path);
            }

            DeleteIfEmpty(folder);
            DeleteIfEmpty(Path.Combine(dataRoot, Folder));
        }

        return new(source, files, import);
    }

    private static void DeleteIfEmpty(string folder)
    {
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
