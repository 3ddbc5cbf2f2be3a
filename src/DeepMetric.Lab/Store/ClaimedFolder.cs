namespace DeepMetric.Lab.Store;

/// <summary>A folder that this process alone writes, for one specification, from opening to disposal.</summary>
/// <remarks>
/// Opening makes the folder, takes an exclusive lock on <c>.lock</c>, checks that a file can be written, and only then writes or compares
/// <c>spec.json</c>. A process that is killed gives its lock back to the system; the file it leaves behind locks nothing.
/// </remarks>
internal sealed class ClaimedFolder : IDisposable
{
    /// <summary>The lock file's name.</summary>
    public const string LockName = ".lock";

    /// <summary>The specification's name.</summary>
    public const string SpecName = "spec.json";

    /// <summary>Enough to need a block of its own on common file systems, so that a full disk shows.</summary>
    private const int ProbeBytes = 8192;

    private readonly FileStream _lock;

    private ClaimedFolder(bool resumed, FileStream lockStream)
    {
        Resumed = resumed;
        _lock = lockStream;
    }

    /// <summary>Whether the folder held this run before it was opened.</summary>
    public bool Resumed { get; }

    /// <summary>Claims a folder.</summary>
    /// <typeparam name="TSpec">The specification's type.</typeparam>
    /// <param name="folder">The folder; it is made if missing.</param>
    /// <param name="spec">What is run.</param>
    /// <param name="resume">Whether a run of the same specification may be there.</param>
    /// <param name="finishedBy">The file whose presence says that the run is finished.</param>
    /// <exception cref="RunStoreException">
    /// The folder holds a run that was not asked to go on, one with another specification, or other files; another process uses it, or it cannot be written.
    /// </exception>
    /// <exception cref="InvalidDataException">The folder's <c>spec.json</c> is damaged.</exception>
    public static ClaimedFolder Open<TSpec>(string folder, TSpec spec, bool resume, string finishedBy)
        where TSpec : class
    {
        ArgumentNullException.ThrowIfNull(spec);
        string specPath = Path.Combine(folder, SpecName);
        RunLayout.CreateFolder(folder);
        FileStream lockStream = TakeLock(folder);
        try
        {
            bool started = File.Exists(specPath);
            if (started)
            {
                CheckExisting(folder, JsonFile.Read<TSpec>(specPath), spec, resume);
            }
            else
            {
                CheckEmpty(folder);
            }

            // A finished run needs no space, and resuming it changes nothing.
            if (!File.Exists(finishedBy))
            {
                RemoveLeftovers(folder, started);
                Probe(folder);
            }

            if (!started)
            {
                JsonFile.Write(specPath, spec);
            }

            return new ClaimedFolder(started, lockStream);
        }
        catch
        {
            lockStream.Dispose();
            throw;
        }
    }

    /// <summary>Gives the folder back: the lock file is removed.</summary>
    public void Dispose() => _lock.Dispose();

    private static void CheckExisting<TSpec>(string folder, TSpec existing, TSpec asked, bool resume)
        where TSpec : class
    {
        if (!resume)
        {
            throw new RunStoreException(folder, $"The folder '{folder}' already holds a run: resume it, or choose another folder.");
        }

        IReadOnlyList<string> differences = SpecDifferences.Between(existing, asked);
        if (differences.Count > 0)
        {
            throw new RunStoreException(folder, $"The run in '{folder}' cannot be resumed with other settings: {string.Join("; ", differences)}.");
        }
    }

    private static void CheckEmpty(string folder)
    {
        // What a process leaves when it is killed before the specification is written.
        string[] ours = [Path.Combine(folder, LockName), ProbePath(folder), AtomicFile.TemporaryFor(Path.Combine(folder, SpecName))];
        string? other = Directory.EnumerateFileSystemEntries(folder)
            .Select(entry => Path.GetFileName(entry))
            .Except(ours.Select(path => Path.GetFileName(path)))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        if (other is not null)
        {
            throw new RunStoreException(
                folder,
                $"The folder '{folder}' is not a run and not empty (it holds '{other}'): choose an empty or a new folder.");
        }
    }

    private static FileStream TakeLock(string folder)
    {
        while (true)
        {
            FileStream stream;
            try
            {
                stream = new FileStream(
                    Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            }
            catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
            {
                throw IsHeldByAnother(exception)
                    ? new RunStoreException(folder, $"The run folder '{folder}' is in use by another process.", exception)
                    : RunStoreException.From("write into", folder, exception);
            }

            // The former holder may have removed the file between our opening and our locking it: then the lock is on nothing.
            if (File.Exists(Path.Combine(folder, LockName)))
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

    private static string ProbePath(string folder) => AtomicFile.TemporaryFor(Path.Combine(folder, "probe"));

    private static void Probe(string folder)
    {
        try
        {
            using var stream = new FileStream(ProbePath(folder), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            stream.Write(new byte[ProbeBytes]);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
        {
            throw RunStoreException.From("write into", folder, exception);
        }
    }

    /// <summary>Removes temporary files of a process that was killed while it wrote; in a folder that is not a run yet nothing is ours to remove.</summary>
    private static void RemoveLeftovers(string folder, bool started)
    {
        if (!started)
        {
            return;
        }

        try
        {
            var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
            foreach (string file in Directory.EnumerateFiles(folder, ".*.tmp", options))
            {
                File.Delete(file);
            }
        }
        catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
        {
            throw RunStoreException.From("write into", folder, exception);
        }
    }
}
