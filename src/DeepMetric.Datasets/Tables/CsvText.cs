namespace DeepMetric.Datasets;

/// <summary>Writes the cells of a table in text (RFC 4180).</summary>
internal static class CsvText
{
    private static readonly System.Buffers.SearchValues<char> _special = System.Buffers.SearchValues.Create(",;\t\"\r\n");

    /// <summary>Writes a text, in quotes where it needs them.</summary>
    public static void Write(TextWriter writer, string text)
    {
        bool needsQuotes = text.Length == 0 || text.AsSpan().ContainsAny(_special) || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]);
        if (needsQuotes)
        {
            writer.Write('"');
            writer.Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
            writer.Write('"');
        }
        else
        {
            writer.Write(text);
        }
    }
}
