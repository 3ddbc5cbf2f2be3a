namespace DeepMetric.Datasets;

/// <summary>Tells whether the files of a data set are still what they were.</summary>
/// <remarks>
/// The first verification writes manifest.sha256.json: path, size and SHA-256 of every file. Later ones find what changed, what is missing and what is new. Files that are
/// linked are hashed by their content; links to folders are not followed. Each thread holds a buffer of at most 1 MiB.
/// </remarks>
public static class DatasetVerification
{
    private const int MostThreads = 8;

    /// <summary>Verifies a data set.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dataRoots">The folders that hold one folder per data set; the first that has files of this one is taken.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told how far it is, from several threads.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    /// <exception cref="DatasetNotFoundException">No data root has files of it.</exception>
    /// <exception cref="InvalidDataException">Its manifest is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static VerificationResult Run(
        string name,
        IReadOnlyList<string> dataRoots,
        VerificationOptions? options = null,
        IProgress<VerificationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataRoots);
        DatasetImport.CheckName(name);
        options ??= new();
        CheckOptions(options);
        string[] tried = [.. dataRoots.Select(root => Path.Combine(root, name))];
        string folder = tried.FirstOrDefault(path => !StagingFolder.IsFree(path))
            ?? throw new DatasetNotFoundException(name, tried, $"Import or download it first; {DownloadCatalog.Find(name)?.Homepage.ToString() ?? "it"} is where it comes from.");

        return Compare(name, folder, options, progress, cancellation);
    }

    /// <summary>Verifies the data set in a folder, wherever it lies; its name is the folder's.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told how far it is, from several threads.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">Its manifest is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static VerificationResult RunFolder(
        string folder, VerificationOptions? options = null, IProgress<VerificationProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        options ??= new();
        CheckOptions(options);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"Expected the folder of a data set, found none: {folder}.");
        }

        string whole = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return Compare(Path.GetFileName(whole) is { Length: > 0 } name ? name : whole, whole, options, progress, cancellation);
    }

    private static void CheckOptions(VerificationOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxNames, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(options));
    }

    private static VerificationResult Compare(string name, string folder, VerificationOptions options, IProgress<VerificationProgress>? progress, CancellationToken cancellation)
    {
        DatasetManifest? manifest = DatasetManifest.Read(folder);
        List<string> paths = List(folder);
        ManifestFile[] files = Hash(folder, paths, options.Threads, progress, cancellation);
        var changed = new List<string>();
        var missing = new List<string>();
        var extra = new List<string>();
        if (manifest is not null)
        {
            Compare(manifest.Files, files, changed, missing, extra);
        }

        string? written = options.WriteManifest && (manifest is null || options.Rewrite)
            ? new DatasetManifest(1, name, options.Time.GetUtcNow(), files).Write(folder)
            : null;
        return new(
            name,
            folder,
            files.Length,
            files.Sum(file => file.Size),
            manifest is not null,
            manifest is null ? 0 : files.Length - changed.Count - extra.Count,
            First(changed),
            First(missing),
            First(extra),
            written);

        FileDifferences First(List<string> names) => new(names.Count, [.. names.Take(options.MaxNames)]);
    }

    private static List<string> List(string folder)
    {
        var files = new List<string>();
        var folders = new Stack<string>([""]);
        var everything = new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false };
        while (folders.TryPop(out string? below))
        {
            foreach (FileSystemInfo item in new DirectoryInfo(Path.Combine(folder, below)).EnumerateFileSystemInfos("*", everything))
            {
                string path = below.Length == 0 ? item.Name : $"{below}/{item.Name}";
                if (item is FileInfo && !ImportFiles.IsOwn(path))
                {
                    files.Add(path);
                }
                else if (item is DirectoryInfo && item.LinkTarget is null)
                {
                    folders.Push(path);
                }
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static ManifestFile[] Hash(string folder, List<string> paths, int threads, IProgress<VerificationProgress>? progress, CancellationToken cancellation)
    {
        var files = new ManifestFile[paths.Count];
        long total = progress is null ? 0 : paths.Sum(path => new FileInfo(Path.Combine(folder, path)).Length);
        long filesDone = 0;
        long bytesDone = 0;
        int degree = threads > 0 ? threads : Math.Min(MostThreads, Environment.ProcessorCount);
        try
        {
            Parallel.For(0, paths.Count, new() { MaxDegreeOfParallelism = degree, CancellationToken = cancellation }, i =>
            {
                long size = 0;
                string hash = FileDigest.Sha256(Path.Combine(folder, paths[i]), bytes => size += bytes, cancellation);
                files[i] = new(paths[i], size, hash);
                long bytes = Interlocked.Add(ref bytesDone, size);
                long count = Interlocked.Increment(ref filesDone);
                if (progress is not null && (count % 256 == 0 || count == paths.Count || size > 16 << 20))
                {
                    progress.Report(new(count, paths.Count, bytes, total));
                }
            });
        }
        catch (AggregateException problems)
        {
            // Threads may fail at the same time over the same broken disk: one error is enough.
            throw problems.InnerExceptions[0] is IOException or UnauthorizedAccessException
                ? new IOException(problems.InnerExceptions[0].Message, problems.InnerExceptions[0])
                : problems;
        }

        return files;
    }

    /// <summary>Goes through two sorted lists at once.</summary>
    private static void Compare(IReadOnlyList<ManifestFile> expected, ManifestFile[] found, List<string> changed, List<string> missing, List<string> extra)
    {
        int e = 0;
        int f = 0;
        while (e < expected.Count || f < found.Length)
        {
            int order = e == expected.Count ? 1 : f == found.Length ? -1 : string.CompareOrdinal(expected[e].Path, found[f].Path);
            switch (order)
            {
                case < 0:
                    missing.Add(expected[e++].Path);
                    break;
                case > 0:
                    extra.Add(found[f++].Path);
                    break;
                default:
                    if (expected[e++] != found[f++])
                    {
                        changed.Add(found[f - 1].Path);
                    }

                    break;
            }
        }
    }
}
