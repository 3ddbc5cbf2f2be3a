using System.Text.RegularExpressions;

namespace DeepMetric.Datasets;

/// <summary>Brings data sets from archives and folders on the disk under a data root, as &lt;data-root&gt;/&lt;name&gt;/.</summary>
/// <remarks>
/// <para>Archives are extracted as <see cref="ArchiveExtractor"/> does it; folders are copied, with links refused; single official files (.mat, plain IDX) are copied.
/// Folders that only wrap the official layout are stripped. Several sources (cars_train.tgz, cars_test.tgz, car_devkit.tgz; MNIST's four files) make one set, at once or one
/// after the other with <see cref="ImportMode.Merge"/>.</para>
/// <para>Everything is made ready in a temporary folder beside the target and then renamed, so that an error or a cancellation leaves the data set as it was.
/// Files are not flushed to the disk one by one. The file import.json in the folder says where everything came from.</para>
/// </remarks>
public static partial class DatasetImport
{
    /// <summary>Imports from one archive, file or folder.</summary>
    /// <param name="source">The path of an archive, of an official file that is no archive, or of a folder.</param>
    /// <param name="name">The name of the data set: small letters, digits and -, at most 64.</param>
    /// <param name="dataRoot">The folder that holds one folder per data set; created where it is missing.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">The name is none, or the source and the target lie in one another.</exception>
    /// <exception cref="InvalidDataException">The source is damaged, or is refused.</exception>
    /// <exception cref="IOException">The source is missing, the target has files already, or the disk is full.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ImportResult Run(
        string source, string name, string dataRoot, ImportOptions? options = null, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default) =>
        Run([source], name, dataRoot, options, progress, cancellation);

    /// <summary>Imports from several archives, files or folders at once: all of them or none.</summary>
    /// <param name="sources">Their paths, in the order in which they are taken; no two may hold the same file.</param>
    /// <param name="name">The name of the data set: small letters, digits and -, at most 64.</param>
    /// <param name="dataRoot">The folder that holds one folder per data set; created where it is missing.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">There is no source, the name is none, or a source and the target lie in one another.</exception>
    /// <exception cref="InvalidDataException">A source is damaged, or is refused.</exception>
    /// <exception cref="IOException">A source is missing, the target has files already, or the disk is full.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ImportResult Run(
        IReadOnlyList<string> sources, string name, string dataRoot, ImportOptions? options = null, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentException.ThrowIfNullOrWhiteSpace(dataRoot);
        options ??= new();
        CheckName(name);
        if (sources.Count == 0)
        {
            throw new ArgumentException("Expected a source, found none.", nameof(sources));
        }

        string target = Path.Combine(Path.GetFullPath(dataRoot), name);
        foreach (string source in sources)
        {
            CheckSource(source, target);
        }

        if (options.Mode == ImportMode.New && !StagingFolder.IsFree(target))
        {
            throw new IOException($"{target}: expected no such folder or an empty one, found files in it: import with Replace or Merge.");
        }

        using var staging = StagingFolder.Beside(target, "importing");
        var steps = new ImportSteps(name, dataRoot, options, progress, cancellation);
        foreach (string source in sources)
        {
            steps.Take(Path.TrimEndingDirectorySeparator(source), staging.Path);
        }

        progress?.Report(new(ImportPhase.Placing, sources[^1], 0, steps.Bytes, steps.Files));
        List<ImportRecord> records = [.. options.Mode == ImportMode.Merge ? Records(target) : [], .. steps.Records];
        ImportPlacing.Place(staging, target, options.Mode, records);
        progress?.Report(new(ImportPhase.Placing, sources[^1], steps.Bytes, steps.Bytes, steps.Files));
        return new(name, target, steps.Files, steps.Bytes, records, steps.Stripped, steps.Skipped, steps.NonPortable);
    }

    /// <summary>What import.json says of the imports into the folder of a data set; none where there is no such file.</summary>
    /// <param name="folder">The folder of the data set.</param>
    /// <exception cref="InvalidDataException">The file is no such record.</exception>
    public static IReadOnlyList<ImportRecord> Records(string folder)
    {
        string path = Path.Combine(folder, ImportFiles.Record);
        return File.Exists(path) ? RecordFile.Read<ImportRecord[]>(path) : [];
    }

    /// <summary>Whether a data set may be called so: small letters, digits and -, at most 64, and no - at the beginning.</summary>
    /// <param name="name">The name.</param>
    public static bool IsName(string? name) => name is not null && NamePattern().IsMatch(name);

    internal static void CheckName(string name)
    {
        if (!IsName(name))
        {
            throw new ArgumentException($"Expected the name of a data set (small letters, digits and -, at most 64), found \"{name}\".", nameof(name));
        }
    }

    private static void CheckSource(string source, string target)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        if (!Path.Exists(source))
        {
            throw new FileNotFoundException($"{source}: expected an archive, a file or a folder, found none.", source);
        }

        string whole = $"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(source))}{Path.DirectorySeparatorChar}";
        string place = $"{target}{Path.DirectorySeparatorChar}";
        if (place.StartsWith(whole, StringComparison.Ordinal) || whole.StartsWith(place, StringComparison.Ordinal))
        {
            throw new ArgumentException($"Expected a source and a target apart from each other, found {source} and {target}.", nameof(source));
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
