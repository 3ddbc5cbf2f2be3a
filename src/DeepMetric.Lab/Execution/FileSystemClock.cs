using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Execution;

/// <summary>The time as a folder's file system stamps it on files, which on a network is its server's and not this host's.</summary>
/// <remarks>
/// Ages of files are told by it, so that hosts whose clocks differ agree on them. It is read off a file that is written for that, once a minute at most;
/// in between this process's monotonic clock goes on.
/// </remarks>
internal sealed class FileSystemClock(TimeProvider time)
{
    private static readonly TimeSpan Trust = TimeSpan.FromMinutes(1);

    private DateTime _read;
    private long _readAt;
    private bool _known;

    /// <summary>The time now, in UTC.</summary>
    /// <param name="folder">A folder on the file system; a file is written there and removed.</param>
    /// <exception cref="RunStoreException">The folder cannot be written into.</exception>
    public DateTime Now(string folder)
    {
        if (!_known || time.GetElapsedTime(_readAt) > Trust)
        {
            _read = Read(folder);
            _readAt = time.GetTimestamp();
            _known = true;
        }

        return _read + time.GetElapsedTime(_readAt);
    }

    private static DateTime Read(string folder)
    {
        string path = Path.Combine(folder, $".clock-{Guid.NewGuid():N}.tmp");
        try
        {
            using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.DeleteOnClose);
            stream.WriteByte(0);
            stream.Flush(flushToDisk: true);
            return File.GetLastWriteTimeUtc(stream.SafeFileHandle);
        }
        catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
        {
            throw RunStoreException.From("write into", folder, exception);
        }
    }
}
