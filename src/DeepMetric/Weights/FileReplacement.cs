namespace DeepMetric.Weights;

/// <summary>Writes whole files such that a reader sees the old content or the new one, never a part.</summary>
/// <remarks>The content goes to a temporary file in the same folder, is flushed to the disk and renamed. When anything fails the old file is untouched.</remarks>
internal static class FileReplacement
{
    /// <summary>Writes a file through a stream.</summary>
    public static void Write(string path, Action<FileStream> write) => WriteThrough(path, temporary =>
    {
        using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        write(stream);
        stream.Flush(flushToDisk: true);
    });

    /// <summary>Lets something else write the temporary file.</summary>
    public static void WriteThrough(string path, Action<string> write)
    {
        string full = Path.GetFullPath(path);
        string temporary = Path.Combine(Path.GetDirectoryName(full) ?? "", $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            write(temporary);
            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
