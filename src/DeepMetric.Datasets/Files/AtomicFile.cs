namespace DeepMetric.Datasets;

/// <summary>A file that appears under its name only when it is whole: written beside its place, flushed to the disk and renamed.</summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _temporary;
    private bool _isOpen = true;

    public AtomicFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        FinalPath = Path.GetFullPath(path);
        // Two writers of one file must not share a temporary name; its letters reach no result.
        _temporary = $"{FinalPath}.{Guid.NewGuid():N}.tmp";
        Stream = new(_temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 16);
    }

    /// <summary>The path the file will have.</summary>
    public string FinalPath { get; }

    /// <summary>Where the content goes.</summary>
    public FileStream Stream { get; }

    /// <summary>Gives the file its name, in the place of an older one.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_temporary, FinalPath, overwrite: true);
        _isOpen = false;
    }

    /// <summary>Deletes what was written, unless <see cref="Commit"/> was called.</summary>
    public void Dispose()
    {
        if (_isOpen)
        {
            _isOpen = false;
            Stream.Dispose();
            File.Delete(_temporary);
        }
    }
}
