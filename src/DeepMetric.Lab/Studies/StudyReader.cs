using System.Text.Json;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Studies;

/// <summary>Reads the files of studies, in which comments and trailing commas are allowed.</summary>
public static class StudyReader
{
    private static readonly JsonSerializerOptions WithComments = new(LabJson.Indented) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a study.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RunStoreException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is not a study; the message names the file, the line and the reason.</exception>
    public static StudyFile Read(string path)
    {
        ReadOnlySpan<byte> bytes = JsonFile.ReadBytes(path);
        try
        {
            // Some editors put a byte order mark first.
            StudyFile study = JsonSerializer.Deserialize<StudyFile>(bytes.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes, WithComments) ?? throw new InvalidDataException($"'{path}' holds null where a study was expected.");
            return study.Schema == StudyFile.CurrentSchema
                ? study
                : throw new InvalidDataException($"'{path}' is a study of the format '{study.Schema}', expected {StudyFile.CurrentSchema}.");
        }
        catch (JsonException problem)
        {
            string place = problem.LineNumber is long line ? $"line {line + 1}" : "its beginning";
            throw new InvalidDataException($"'{path}' is not a study: at {place}{(problem.Path is { Length: > 0 } member ? $" ({member})" : "")}: {problem.Message.Split(" Path:")[0]}", problem);
        }
    }
}
