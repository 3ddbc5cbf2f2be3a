using System.Text.Json;

namespace DeepMetric.Datasets;

/// <summary>Small JSON files that say what is known of data: written whole or not at all.</summary>
internal static class RecordFile
{
    private const long MaxBytes = 256L << 20;

    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes to a temporary name, flushes to the disk and renames.</summary>
    public static void Write<T>(string path, T value)
    {
        using var file = new AtomicFile(path);
        JsonSerializer.Serialize(file.Stream, value, _options);
        file.Commit();
    }

    /// <exception cref="InvalidDataException">The file is not such a record.</exception>
    public static T Read<T>(string path)
        where T : class
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (file.Length > MaxBytes)
        {
            throw new InvalidDataException($"{path}: expected at most {MaxBytes} bytes, found {file.Length}.");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(file, _options) ?? throw new InvalidDataException($"{path}, line 1: expected a record, found null.");
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"{path}, line {(problem.LineNumber ?? 0) + 1}: expected a sound record, found something else ({problem.Message})", problem);
        }
    }
}
