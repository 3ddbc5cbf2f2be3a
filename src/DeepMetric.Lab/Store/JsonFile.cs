using System.Text.Json;

namespace DeepMetric.Lab.Store;

/// <summary>Whole records as indented JSON files.</summary>
public static class JsonFile
{
    /// <summary>Writes a record atomically; the same record gives the same bytes.</summary>
    /// <typeparam name="T">The record's type.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="value">The record.</param>
    /// <exception cref="RunStoreException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">A number is not finite; an undefined number is left out instead.</exception>
    public static void Write<T>(string path, T value) => AtomicFile.Write(path, ToText(value));

    /// <summary>The text that <see cref="Write{T}"/> writes, with a newline at its end.</summary>
    /// <typeparam name="T">The record's type.</typeparam>
    /// <param name="value">The record.</param>
    /// <exception cref="ArgumentException">A number is not finite; an undefined number is left out instead.</exception>
    public static string ToText<T>(T value) => JsonSerializer.Serialize(value, LabJson.Indented).ReplaceLineEndings("\n") + "\n";

    /// <summary>Reads a record.</summary>
    /// <typeparam name="T">The record's type.</typeparam>
    /// <param name="path">The file.</param>
    /// <exception cref="RunStoreException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is not such a record; the message names the file, the place and the reason.</exception>
    public static T Read<T>(string path)
    {
        byte[] bytes = ReadBytes(path);
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, LabJson.Indented)
                ?? throw new InvalidDataException($"'{path}' holds null where a {typeof(T).Name} was expected.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}' is not a valid {typeof(T).Name}: {exception.Message}", exception);
        }
    }

    /// <summary>All bytes of a file, its errors worded.</summary>
    internal static byte[] ReadBytes(string path)
    {
        try
        {
            // A log may be open for appending in another process: sharing the right to write lets a reader look at it meanwhile.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
        catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
        {
            throw RunStoreException.From("read", path, exception);
        }
    }
}
