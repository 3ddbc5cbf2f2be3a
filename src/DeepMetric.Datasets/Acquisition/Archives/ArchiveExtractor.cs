using System.Buffers;
using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>Extracts archives from anywhere without harm: .zip, .tar, .tar.gz and .gz of one file.</summary>
/// <remarks>
/// <para>The kind is told by the content. No entry ends outside the target folder: absolute paths, "..", drive letters, backslashes and control characters are refused.
/// Links, devices and pipes are refused, as are encrypted entries, paths used twice or differing by letter case alone, and archives that hold more than
/// <see cref="ExtractionOptions"/> allows. Lengths and checksums (CRC-32 of zip and gzip, tar's header checksums) are checked. Times, owners and permissions are not kept.</para>
/// <para>Extraction goes to a temporary folder beside the target, which takes the target's name at the end; after an error or a cancellation nothing of it is left.</para>
/// </remarks>
public static class ArchiveExtractor
{
    private const int BufferSize = 128 * 1024;
    private const long ReportEvery = 4 << 20;
    private const int ReportEveryEntries = 512;

    /// <summary>Tells the kind of an archive by its content.</summary>
    /// <param name="archive">The path of the archive.</param>
    /// <exception cref="InvalidDataException">It is no archive of a known kind.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ArchiveKind KindOf(string archive)
    {
        using FileStream file = Open(archive);
        using ArchiveReader reader = ArchiveReader.Open(file, archive);
        return reader.Kind;
    }

    /// <summary>Goes through a whole archive, with every check and all decompression, and writes nothing.</summary>
    /// <param name="archive">The path of the archive.</param>
    /// <param name="options">The bounds; null for the defaults.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidDataException">The archive is damaged, or is refused.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ArchiveSummary Inspect(
        string archive, ExtractionOptions? options = null, IProgress<ArchiveProgress>? progress = null, CancellationToken cancellation = default)
    {
        using FileStream file = Open(archive);
        return Read(file, archive, folder: null, options ?? new(), progress, cancellation);
    }

    /// <summary>Extracts an archive into a folder that does not exist yet or is empty.</summary>
    /// <param name="archive">The path of the archive.</param>
    /// <param name="folder">The folder; it is there with everything in it at the end, and not before.</param>
    /// <param name="options">The bounds; null for the defaults.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidDataException">The archive is damaged, or is refused.</exception>
    /// <exception cref="IOException">It cannot be read, the folder cannot be written, or it exists and is not empty.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ArchiveSummary Extract(
        string archive, string folder, ExtractionOptions? options = null, IProgress<ArchiveProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        using FileStream file = Open(archive);
        using var staging = StagingFolder.Beside(folder, "extracting");
        ArchiveSummary summary = Read(file, archive, staging.Path, options ?? new(), progress, cancellation);
        staging.MoveTo(folder);
        return summary;
    }

    /// <summary>Goes through an archive and writes its files under a folder, where one is given.</summary>
    internal static ArchiveSummary Read(
        Stream file, string archive, string? folder, ExtractionOptions options, IProgress<ArchiveProgress>? progress, CancellationToken cancellation)
    {
        options.Check();
        long total = file.Length;
        long allowed = options.BytesAllowed(total);
        using ArchiveReader reader = ArchiveReader.Open(file, archive);
        if (reader.ClaimedBytes is long claimed && claimed > allowed)
        {
            throw TooLarge(reader, allowed, claimed);
        }

        var names = new EntryNames(options.MaxPathLength, OperatingSystem.IsWindows());
        long entries = 0;
        long files = 0;
        long written = 0;
        long reported = 0;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (reader.MoveNext(out ArchiveEntry entry))
            {
                cancellation.ThrowIfCancellationRequested();
                if (++entries > options.MaxEntries)
                {
                    throw reader.Error(entry.Name, entry.Offset, string.Create(CultureInfo.InvariantCulture, $"at most {options.MaxEntries} entries"), "more");
                }

                Func<string, string, Exception> error = (expected, found) => reader.Error(entry.Name, entry.Offset, expected, found);
                if (entry.Kind == ArchiveEntryKind.Refused)
                {
                    throw error("files and folders", entry.Description);
                }

                string? path = names.Admit(entry.Name, entry.Kind == ArchiveEntryKind.Folder, error);
                if (path is not null && entry.Kind == ArchiveEntryKind.Folder && folder is not null)
                {
                    Directory.CreateDirectory(System.IO.Path.Combine(folder, path));
                }
                else if (path is not null && entry.Kind == ArchiveEntryKind.File)
                {
                    files++;
                    using var output = folder is null ? null : ExtractedFile.Create(folder, path);
                    int got;
                    while ((got = reader.Read(buffer)) > 0)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        written += got;
                        if (written > allowed)
                        {
                            throw TooLarge(reader, allowed, written);
                        }

                        output?.Append(buffer.AsSpan(0, got));
                        Report(force: false);
                    }
                }

                Report(force: entries % ReportEveryEntries == 0);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        progress?.Report(new(total, total, entries, written));
        return new(reader.Kind, files, names.Folders, written, names.NonPortable);

        void Report(bool force)
        {
            long read = reader.BytesRead;
            if (progress is not null && (force || read - reported >= ReportEvery))
            {
                reported = read;
                progress.Report(new(read, total, entries, written));
            }
        }
    }

    private static InvalidDataException TooLarge(ArchiveReader reader, long allowed, long found) =>
        reader.Error(null, null, string.Create(CultureInfo.InvariantCulture, $"at most {allowed} uncompressed bytes for an archive of this size"), string.Create(CultureInfo.InvariantCulture, $"{found} or more: it may be a bomb"));

    private static FileStream Open(string archive)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(archive);
        return new(archive, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
    }
}
