using System.Buffers;

namespace DeepMetric.Lab.Export;

/// <summary>Writes the lines of a CSV file as RFC 4180 has them: commas between fields, quotes where a field needs them, CR LF at the end.</summary>
internal static class CsvLine
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>Writes one line.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<string> fields)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (i > 0)
            {
                writer.Write(',');
            }

            WriteField(writer, fields[i]);
        }

        writer.Write("\r\n");
    }

    private static void WriteField(TextWriter writer, string field)
    {
        // Some readers take an empty field for a missing one and cut off spaces; quotes keep both.
        if (field.Length > 0 && !field.AsSpan().ContainsAny(Special) && !char.IsWhiteSpace(field[0]) && !char.IsWhiteSpace(field[^1]))
        {
            writer.Write(field);
            return;
        }

        writer.Write('"');
        writer.Write(field.Replace("\"", "\"\"", StringComparison.Ordinal));
        writer.Write('"');
    }
}
