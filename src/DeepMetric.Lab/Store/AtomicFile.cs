using System.Text;

namespace DeepMetric.Lab.Store;

/// <summary>Writes whole files such that a reader sees the old content or the new one, never a part.</summary>
/// <remarks>
/// The content goes to <c>.name.tmp</c> beside the file, is flushed to the disk and then renamed over it. When anything fails, the temporary
/// file is removed and the old file is untouched. The temporary name is fixed, so what a killed process left is overwritten by the next write.
/// </remarks>
public static class AtomicFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its whole content.</param>
    /// <exception cref="RunStoreException">The file cannot be written; the message names it and the reason.</exception>
    public static void Write(string path, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        Write(path, stream => stream.Write(bytes));
    }

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its whole content.</param>
    /// <exception cref="RunStoreException">The file cannot be written; the message names it and the reason.</exception>
    public static void Write(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(path, Utf8.GetBytes(text));
    }

    /// <summary>Writes what an action puts into a stream.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the whole content; an exception of its own that is not an IO error passes through.</param>
    /// <exception cref="RunStoreException">The file cannot be written; the message names it and the reason.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        string temporary = TemporaryFor(full);
        bool created = false;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                created = true;
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception exception)
        {
            if (created)
            {
                Remove(temporary);
            }

            if (RunStoreException.IsFromFileSystem(exception))
            {
                throw RunStoreException.From("write", path, exception);
            }

            throw;
        }
    }

    /// <summary>The temporary file through which a file is written.</summary>
    internal static string TemporaryFor(string fullPath) =>
        Path.Combine(Path.GetDirectoryName(fullPath) ?? string.Empty, $".{Path.GetFileName(fullPath)}.tmp");

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
        {
            // The first error is the one to report; the next write replaces this file.
        }
    }
}
