namespace DeepMetric.Cli.Rendering;

/// <summary>Wraps texts of which every character takes one cell, at a fraction of what a table's cell costs: it measures each character of each text several times.</summary>
internal static class WrappedText
{
    /// <summary>Whether every character of a text takes one cell: Latin, Greek, punctuation and mathematics.</summary>
    public static bool Suits(string text) => text.All(character => (int)character is (>= 0x20 and <= 0x7E) or (>= 0xA1 and <= 0x2FF and not 0xAD)
        or (>= 0x370 and <= 0x3FF) or (>= 0x2010 and <= 0x2027) or (>= 0x2030 and <= 0x205E) or (>= 0x2070 and <= 0x22FF));

    /// <summary>The lines of a text, broken at blanks; a word that is wider than a line is cut.</summary>
    /// <param name="text">The text, one that this <see cref="Suits"/>.</param>
    /// <param name="width">Cells of a line, at least 1.</param>
    public static IReadOnlyList<string> Lines(string text, int width)
    {
        List<string> lines = [];
        string line = string.Empty;
        foreach (string word in text.Split(' '))
        {
            string rest = word;
            if (line.Length > 0 && line.Length + 1 + rest.Length <= width)
            {
                line = $"{line} {rest}";
                continue;
            }

            if (line.Length > 0)
            {
                lines.Add(line);
            }

            for (; rest.Length > width; rest = rest[width..])
            {
                lines.Add(rest[..width]);
            }

            line = rest;
        }

        lines.Add(line);
        return lines;
    }
}
