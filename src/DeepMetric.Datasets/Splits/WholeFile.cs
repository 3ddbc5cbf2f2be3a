namespace DeepMetric.Datasets;

/// <summary>Writes a file such that a reader sees the old content or the new one, never a part.</summary>
internal static class WholeFile
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new AtomicFile(path);
        file.Stream.Write(content);
        file.Commit();
    }

    /// <summary>Reads a file that must fit into one array; memory follows its real length.</summary>
    public static byte[] Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.Length > Array.MaxLength)
        {
            throw new InvalidDataException($"{path}: at byte {Array.MaxLength}: expected the end of the file, found {stream.Length} bytes in all.");
        }

        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
