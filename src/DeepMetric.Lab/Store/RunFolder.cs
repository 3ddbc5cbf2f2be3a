using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Store;

/// <summary>A run folder that this process alone writes, from opening to disposal.</summary>
/// <remarks>
/// Opening makes the folder, takes an exclusive lock on <c>.lock</c>, checks that a file can be written, and only then writes or compares
/// <c>spec.json</c>. A process that is killed gives its lock back to the system; the file it leaves behind locks nothing.
/// </remarks>
public sealed class RunFolder : IDisposable
{
    /// <summary>Enough to need a block of its own on common file systems, so that a full disk shows.</summary>
    private const int ProbeBytes = 8192;

    private readonly FileStream _lock;

    private RunFolder(RunLayout layout, ComparisonSpec spec, bool resumed, FileStream lockStream)
    {
        Layout = layout;
        Spec = spec;
        Resumed = resumed;
        _lock = lockStream;
    }

    /// <summary>The paths of the folder's files.</summary>
    public RunLayout Layout { get; }

    /// <summary>What is run.</summary>
    public ComparisonSpec Spec { get; }

    /// <summary>Whether the folder held this run before it was opened.</summary>
    public bool Resumed { get; }

    /// <summary>Whether the run is finished.</summary>
    public bool IsFinished => Layout.IsFinished;

    /// <summary>Starts a run in a new or empty folder.</summary>
    /// <param name="folder">The folder; it is made if missing.</param>
    /// <param name="spec">What will be run.</param>
    /// <exception cref="RunStoreException">The folder holds a run or other files, another process uses it, or it cannot be written.</exception>
    public static RunFolder Create(string folder, ComparisonSpec spec) => Open(folder, spec, resume: false);

    /// <summary>Goes on with the run in a folder; a missing or empty folder starts it.</summary>
    /// <param name="folder">The folder; it is made if missing.</param>
    /// <param name="spec">What is to be run: it has to equal the folder's own.</param>
    /// <exception cref="RunStoreException">
    /// The folder holds a run with another specification (the message lists the members that differ) or other files, another process uses it, or it
    /// cannot be written.
    /// </exception>
    /// <exception cref="InvalidDataException">The folder's <c>spec.json</c> is damaged.</exception>
    public static RunFolder CreateOrResume(string folder, ComparisonSpec spec) => Open(folder, spec, resume: true);

    /// <summary>Gives the folder back: the lock file is removed.</summary>
    public void Dispose() => _lock.Dispose();

    private static RunFolder Open(string folder, ComparisonSpec spec, bool resume)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var layout = new RunLayout(folder);
        RunLayout.CreateFolder(folder);
        FileStream lockStream = TakeLock(layout);
        try
        {
            bool started = layout.IsStarted;
            if (started)
            {
                CheckExisting(layout, spec, resume);
            }
            else
            {
                CheckEmpty(layout);
            }

            // A finished run needs no space, and resuming it changes nothing.
            if (!layout.IsFinished)
            {
                RemoveLeftovers(layout, started);
                Probe(layout);
            }

            if (!started)
            {
                JsonFile.Write(layout.SpecPath, spec);
            }

            return new RunFolder(layout, spec, started, lockStream);
        }
        catch
        {
            lockStream.Dispose();
            throw;
        }
    }

    private static void CheckExisting(RunLayout layout, ComparisonSpec spec, bool resume)
    {
        if (!resume)
        {
            throw new RunStoreException(layout.Folder, $"The folder '{layout.Folder}' already holds a run: resume it, or choose another folder.");
        }

        IReadOnlyList<string> differences = SpecDifferences.Between(layout.ReadSpec(), spec);
        if (differences.Count > 0)
        {
            throw new RunStoreException(
                layout.Folder,
                $"The run in '{layout.Folder}' cannot be resumed with other settings: {string.Join("; ", differences)}.");
        }
    }

    private static void CheckEmpty(RunLayout layout)
    {
        // What a process leaves when it is killed before the specification is written.
        string[] ours = [layout.LockPath, ProbePath(layout), AtomicFile.TemporaryFor(layout.SpecPath)];
        string? other = Directory.EnumerateFileSystemEntries(layout.Folder)
            .Select(entry => Path.GetFileName(entry))
            .Except(ours.Select(path => Path.GetFileName(path)))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        if (other is not null)
        {
            throw new RunStoreException(
                layout.Folder,
                $"The folder '{layout.Folder}' is not a run and not empty (it holds '{other}'): choose an empty or a new folder.");
        }
    }

    private static FileStream TakeLock(RunLayout layout)
    {
        while (true)
        {
            FileStream stream;
            try
            {
                stream = new FileStream(
                    layout.LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            }
            catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
            {
                throw IsHeldByAnother(exception)
                    ? new RunStoreException(layout.Folder, $"The run folder '{layout.Folder}' is in use by another process.", exception)
                    : RunStoreException.From("write into", layout.Folder, exception);
            }

            // The former holder may have removed the file between our opening and our locking it: then the lock is on nothing.
            if (File.Exists(layout.LockPath))
            {
                return stream;
            }

            stream.Dispose();
        }
    }

    /// <summary>Whether opening failed because the file is locked: EWOULDBLOCK on Unix (11 on Linux, 35 on macOS), a sharing violation on Windows.</summary>
    private static bool IsHeldByAnother(Exception exception) => exception is IOException && (exception.HResult & 0xFFFF) switch
    {
        11 => OperatingSystem.IsLinux(),
        35 => OperatingSystem.IsMacOS(),
        0x20 or 0x21 => OperatingSystem.IsWindows(),
        _ => false,
    };

    private static string ProbePath(RunLayout layout) => AtomicFile.TemporaryFor(Path.Combine(layout.Folder, "probe"));

    private static void Probe(RunLayout layout)
    {
        try
        {
            using var stream = new FileStream(ProbePath(layout), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            stream.Write(new byte[ProbeBytes]);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
        {
            throw RunStoreException.From("write into", layout.Folder, exception);
        }
    }

    /// <summary>Removes temporary files of a process that was killed while it wrote; in a folder that is not a run yet nothing is ours to remove.</summary>
    private static void RemoveLeftovers(RunLayout layout, bool started)
    {
        if (!started)
        {
            return;
        }

        try
        {
            var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
            foreach (string file in Directory.EnumerateFiles(layout.Folder, ".*.tmp", options))
            {
                File.Delete(file);
            }
        }
        catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
        {
            throw RunStoreException.From("write into", layout.Folder, exception);
        }
    }
}
