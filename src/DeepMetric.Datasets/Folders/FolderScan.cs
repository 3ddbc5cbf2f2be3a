namespace DeepMetric.Datasets;

/// <summary>What lies in a folder of images: the image files, and what was passed over.</summary>
internal sealed class FolderScan
{
    // Deeper trees are no data set; the bound also ends a walk through a damaged file system.
    private const int Deepest = 32;

    private static readonly HashSet<string> _imageExtensions = new(
        [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif"], StringComparer.OrdinalIgnoreCase);

    private readonly string _root;
    private readonly string _realRoot;
    private readonly SortedDictionary<string, int> _ignored = new(StringComparer.Ordinal);
    private readonly List<string> _links = [];

    private FolderScan(string root)
    {
        _root = root;
        _realRoot = RealPath.Of(root) ?? root;
    }

    /// <summary>The images, as paths below the folder with <c>/</c>, sorted letter by letter.</summary>
    public List<string> Images { get; } = [];

    /// <summary>The folders that hold neither an image nor a folder, sorted letter by letter.</summary>
    public List<string> EmptyFolders { get; } = [];

    /// <summary>What was passed over, a sentence each.</summary>
    public IEnumerable<string> Notes
    {
        get
        {
            if (_ignored.Count > 0)
            {
                string kinds = string.Join(", ", _ignored.Select(kind => $"{kind.Value} {kind.Key}"));
                yield return $"Files that are no images were ignored: {kinds}.";
            }

            if (_links.Count > 0)
            {
                yield return $"Symbolic links were skipped, as they leave the folder, lead to a folder, or lead nowhere: {_links.Count}, the first is {_links[0]}.";
            }
        }
    }

    /// <summary>Walks through a folder, in the same order everywhere.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">Folders are nested too deeply.</exception>
    public static FolderScan Of(string root, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException($"Expected a folder of images, found none: {root}.");
        }

        var scan = new FolderScan(root);
        scan.Visit("", 0, cancellationToken);
        scan.Images.Sort(StringComparer.Ordinal);
        scan.EmptyFolders.Sort(StringComparer.Ordinal);
        return scan;
    }

    private void Visit(string folder, int depth, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (depth > Deepest)
        {
            throw new InvalidDataException($"{_root}: expected folders at most {Deepest} deep, found {folder}.");
        }

        FileSystemInfo[] entries = new DirectoryInfo(Path.Combine(_root, folder)).GetFileSystemInfos();
        Array.Sort(entries, (first, second) => string.CompareOrdinal(first.Name, second.Name));
        bool isEmpty = true;
        foreach (FileSystemInfo entry in entries)
        {
            string path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
            if (ImportFiles.IsOwn(path))
            {
                isEmpty = false;
                continue;
            }

            bool isLink = entry.LinkTarget is not null;
            if (entry.Name.StartsWith('.') || entry.Name == "__MACOSX")
            {
                Ignore(entry.Name == "__MACOSX" ? "__MACOSX" : "hidden");
            }
            else if (isLink && !LeadsToFileInside(entry))
            {
                _links.Add(path);
            }
            else if (entry is DirectoryInfo)
            {
                isEmpty = false;
                Visit(path, depth + 1, cancellationToken);
            }
            else if (_imageExtensions.Contains(entry.Extension))
            {
                isEmpty = false;
                Images.Add(path);
            }
            else
            {
                Ignore(entry.Extension.Length > 0 ? entry.Extension.ToLowerInvariant() : "without extension");
            }
        }

        if (isEmpty && folder.Length > 0)
        {
            EmptyFolders.Add(folder);
        }
    }

    // A linked folder would bring its images a second time, or lead into a circle.
    private bool LeadsToFileInside(FileSystemInfo link)
    {
        string? target = RealPath.Of(link.FullName);
        return target is not null && File.Exists(target) && target.StartsWith(Path.TrimEndingDirectorySeparator(_realRoot) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private void Ignore(string kind) => _ignored[kind] = _ignored.GetValueOrDefault(kind) + 1;
}
