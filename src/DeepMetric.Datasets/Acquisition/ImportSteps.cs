namespace DeepMetric.Datasets;

/// <summary>Takes one source after the other into a temporary folder.</summary>
internal sealed class ImportSteps
{
    private readonly string _name;
    private readonly string _dataRoot;
    private readonly ImportOptions _options;
    private readonly IProgress<ImportProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly ImportLayout _layout;
    private readonly List<ImportRecord> _records = [];
    private readonly List<string> _stripped = [];

    public ImportSteps(string name, string dataRoot, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        _name = name;
        _dataRoot = dataRoot;
        _options = options;
        _progress = progress;
        _cancellation = cancellation;
        _layout = ImportLayout.Of(name);
    }

    public IReadOnlyList<ImportRecord> Records => _records;

    public IReadOnlyList<string> Stripped => _stripped;

    public long Files { get; private set; }

    public long Bytes { get; private set; }

    public long Skipped { get; private set; }

    public long NonPortable { get; private set; }

    /// <summary>Takes a source, strips it, and adds its files to the folder.</summary>
    public void Take(string source, string folder)
    {
        using var part = StagingFolder.Beside(Path.Combine(folder, "part"), "taking");
        string kind = Directory.Exists(source) ? "folder" : _layout.PlainFiles.Contains(Path.GetFileName(source)) ? "file" : "";
        long size;
        string? sha256 = null;
        bool? isOfficial = null;
        if (kind == "folder")
        {
            size = CopyFolder(source, part.Path);
        }
        else
        {
            size = new FileInfo(source).Length;
            sha256 = Hash(source, size);
            isOfficial = IsOfficial(source, sha256);
            kind = kind == "file" ? CopyFile(source, size, part.Path) : Extract(source, part.Path);
        }

        DropForeign(part.Path);
        _stripped.AddRange(_layout.Strip(part.Path));
        FolderContent content = FolderCopy.Scan(part.Path, _options.Extraction, _cancellation);
        if (content.Files.Count == 0)
        {
            throw new InvalidDataException($"{source}: expected files, found none.");
        }

        Files += content.Files.Count;
        Bytes += content.Bytes;
        _records.Add(new(Path.GetFileName(source), kind, size, sha256, _options.Time.GetUtcNow(), content.Files.Count, isOfficial));
        FolderMerge.Check(content.Files, folder, Path.GetFileName(source));
        FolderMerge.Move(part.Path, folder);
    }

    private long CopyFolder(string source, string target)
    {
        FolderContent content = FolderCopy.Scan(source, _options.Extraction, _cancellation);
        ExpectSpace(content.Bytes);
        NonPortable += content.NonPortableNames;
        long done = 0;
        long files = 0;
        FolderCopy.Copy(
            source,
            content.Files,
            target,
            bytes =>
            {
                done += bytes;
                if (++files % 256 == 0 || files == content.Files.Count)
                {
                    _progress?.Report(new(ImportPhase.Copying, source, done, content.Bytes, files));
                }
            },
            _cancellation);
        return content.Bytes;
    }

    private string CopyFile(string source, long size, string target)
    {
        ExpectSpace(size);
        File.Copy(source, Path.Combine(target, Path.GetFileName(source)));
        _progress?.Report(new(ImportPhase.Copying, source, size, size, 1));
        return "file";
    }

    private string Extract(string source, string target)
    {
        using var file = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17);
        using (ArchiveReader reader = ArchiveReader.Open(file, source))
        {
            // Only a zip says what it holds; of the others at least the size of the archive itself is needed.
            ExpectSpace(Math.Min(reader.ClaimedBytes ?? file.Length, _options.Extraction.BytesAllowed(file.Length)));
        }

        IProgress<ArchiveProgress>? progress = _progress is null ? null : new Forward(_progress, source);
        ArchiveSummary summary = ArchiveExtractor.Read(file, source, target, _options.Extraction, progress, _cancellation);
        NonPortable += summary.NonPortableNames;
        return summary.Kind switch
        {
            ArchiveKind.Zip => "zip",
            ArchiveKind.Tar => "tar",
            ArchiveKind.TarGzip => "tar.gz",
            _ => "gz",
        };
    }

    private string Hash(string source, long size)
    {
        long done = 0;
        return FileDigest.Sha256(
            source,
            bytes =>
            {
                done += bytes;
                _progress?.Report(new(ImportPhase.Hashing, source, done, size, 0));
            },
            _cancellation);
    }

    private bool? IsOfficial(string source, string sha256)
    {
        string file = Path.GetFileName(source);
        DownloadFile? known = DownloadCatalog.Find(_name)?.Files.FirstOrDefault(one => string.Equals(one.FileName, file, StringComparison.OrdinalIgnoreCase));
        return known?.Checksum is not FileChecksum checksum ? null
            : checksum.Hex == (checksum.Kind == ChecksumKind.Sha256 ? sha256 : FileDigest.Of(source, checksum.Kind, null, _cancellation));
    }

    private void ExpectSpace(long bytes) => DiskSpace.Expect(bytes, _dataRoot, _options.FreeBytes);

    /// <summary>Leaves out what other programs add beside the data, and our own records of an earlier import.</summary>
    private void DropForeign(string folder)
    {
        foreach (string finder in Directory.EnumerateDirectories(folder, "__MACOSX", SearchOption.TopDirectoryOnly).ToArray())
        {
            Skipped += Directory.EnumerateFiles(finder, "*", SearchOption.AllDirectories).LongCount();
            Directory.Delete(finder, recursive: true);
        }

        string[] files = [.. Directory.EnumerateFiles(folder, ".DS_Store", SearchOption.AllDirectories), .. Directory.EnumerateFiles(folder).Where(path => ImportFiles.IsOwn(Path.GetFileName(path)))];
        foreach (string file in files)
        {
            File.Delete(file);
            Skipped++;
        }
    }

    /// <summary>Tells of an archive's progress as that of an import, on the caller's thread.</summary>
    private sealed class Forward(IProgress<ImportProgress> to, string source) : IProgress<ArchiveProgress>
    {
        public void Report(ArchiveProgress value) => to.Report(new(ImportPhase.Extracting, source, value.BytesRead, value.TotalBytes, value.Entries));
    }
}
