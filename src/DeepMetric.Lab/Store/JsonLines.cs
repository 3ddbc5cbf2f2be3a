using System.Text.Json;

namespace DeepMetric.Lab.Store;

/// <summary>Appends to, reads and trims files of one JSON record a line, such as <c>steps.jsonl</c>.</summary>
/// <remarks>A line counts once its newline is written, so what a killed process wrote of its last line is told from a record without guessing.</remarks>
public static class JsonLines
{
    internal const byte Newline = (byte)'\n';

    /// <summary>Opens a file for appending, or creates it. A torn last line is cut off, so that the next record starts a line of its own.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="path">The file.</param>
    /// <exception cref="RunStoreException">The file cannot be opened for writing.</exception>
    public static JsonLinesWriter<T> Append<T>(string path) => new(path);

    /// <summary>All records of a file, in its order. A last line without a newline is what a killed process left, and is passed over.</summary>
    /// <typeparam name="T">The record's type.</typeparam>
    /// <param name="path">The file.</param>
    /// <exception cref="RunStoreException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A complete line is not such a record; the message names the file, the line and the byte at which it starts.</exception>
    public static IReadOnlyList<T> ReadAll<T>(string path)
    {
        byte[] bytes = JsonFile.ReadBytes(path);
        var records = new List<T>();
        int start = 0;
        while (start < bytes.Length)
        {
            int length = bytes.AsSpan(start).IndexOf(Newline);
            if (length < 0)
            {
                break;
            }

            records.Add(Parse<T>(path, bytes.AsSpan(start, length), records.Count + 1, start));
            start += length + 1;
        }

        return records;
    }

    /// <summary>
    /// Readies a log for resuming: keeps the records up to a step, each step once (its first record) and in ascending order, drops the rest and a
    /// torn last line, and rewrites the file atomically. A missing file stays missing and has no records.
    /// </summary>
    /// <typeparam name="T">The record's type.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="lastStep">The last step to keep; one below the first keeps none.</param>
    /// <param name="stepOf">A record's step (or epoch).</param>
    /// <returns>The records kept, so that a caller can check that none is missing.</returns>
    /// <exception cref="RunStoreException">The file cannot be read or written.</exception>
    /// <exception cref="InvalidDataException">A complete line is not such a record.</exception>
    public static IReadOnlyList<T> TruncateAfter<T>(string path, int lastStep, Func<T, int> stepOf)
    {
        ArgumentNullException.ThrowIfNull(stepOf);
        if (!File.Exists(path))
        {
            return [];
        }

        T[] kept = [.. ReadAll<T>(path).Where(record => stepOf(record) <= lastStep).DistinctBy(stepOf).OrderBy(stepOf)];
        AtomicFile.Write(path, stream =>
        {
            foreach (T record in kept)
            {
                stream.Write(LineOf(record));
            }
        });
        return kept;
    }

    /// <summary>A record's line, its newline included.</summary>
    internal static byte[] LineOf<T>(T record) => [.. JsonSerializer.SerializeToUtf8Bytes(record, LabJson.Line), Newline];

    private static T Parse<T>(string path, ReadOnlySpan<byte> line, int number, int offset)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, LabJson.Line)
                ?? throw new InvalidDataException($"'{path}', line {number} (byte {offset}), holds null where a {typeof(T).Name} was expected.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}', line {number} (byte {offset}), is not a valid {typeof(T).Name}: {exception.Message}", exception);
        }
    }
}
