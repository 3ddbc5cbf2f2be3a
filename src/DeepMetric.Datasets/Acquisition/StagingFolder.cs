namespace DeepMetric.Datasets;

/// <summary>A temporary folder beside the one it becomes; deleted when it did not become it.</summary>
internal sealed class StagingFolder : IDisposable
{
    private bool _isMoved;

    private StagingFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Creates an empty folder in the folder that holds, or will hold, the target.</summary>
    /// <param name="target">What it is to become.</param>
    /// <param name="purpose">A word for its name.</param>
    public static StagingFolder Beside(string target, string purpose)
    {
        string whole = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(target));
        string parent = System.IO.Path.GetDirectoryName(whole) ?? throw new ArgumentException($"Expected a folder below another, found {target}.", nameof(target));
        string path = System.IO.Path.Combine(parent, $".{System.IO.Path.GetFileName(whole)}.{purpose}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(path);
        return new(path);
    }

    /// <summary>Whether a folder is missing or empty, so that another can take its place.</summary>
    public static bool IsFree(string folder) => !File.Exists(folder) && (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any());

    /// <summary>Gives the folder its final name.</summary>
    /// <exception cref="IOException">Something is there already.</exception>
    public void MoveTo(string target)
    {
        if (!IsFree(target))
        {
            throw new IOException($"{target}: expected no such folder or an empty one, found files in it.");
        }

        if (Directory.Exists(target))
        {
            Directory.Delete(target);
        }

        Directory.Move(Path, target);
        _isMoved = true;
    }

    public void Dispose()
    {
        if (_isMoved)
        {
            return;
        }

        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
    }
}
