using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DeepMetric.Lab.Export;

/// <summary>Writes tables in Markdown as GitHub reads them; titles and cells are plain text, and whatever they hold is shown as it stands.</summary>
public static partial class MarkdownTable
{
    /// <summary>Writes a table; lines end with a line feed.</summary>
    /// <param name="writer">Receives the text.</param>
    /// <param name="columns">The columns, at least one.</param>
    /// <param name="rows">The cells of each row, one per column.</param>
    /// <exception cref="ArgumentException">There is no column, or a row has more or fewer cells than there are columns.</exception>
    public static void Write(TextWriter writer, IReadOnlyList<MarkdownColumn> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        if (columns.Count == 0)
        {
            throw new ArgumentException("Expected at least one column, found none.", nameof(columns));
        }

        WriteLine(writer, columns.Select(column => column.Title));
        writer.Write('|');
        foreach (MarkdownColumn column in columns)
        {
            writer.Write(column.IsNumber ? "---:|" : "---|");
        }

        writer.Write('\n');
        foreach ((int index, IReadOnlyList<string> row) in rows.Index())
        {
            if (row.Count != columns.Count)
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"Expected {columns.Count} cells in each row, found {row.Count} in row {index + 1}."), nameof(rows));
            }

            WriteLine(writer, row);
        }
    }

    /// <summary>A table as text.</summary>
    /// <param name="columns">The columns, at least one.</param>
    /// <param name="rows">The cells of each row, one per column.</param>
    /// <exception cref="ArgumentException">There is no column, or a row has more or fewer cells than there are columns.</exception>
    public static string ToText(IReadOnlyList<MarkdownColumn> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        using var writer = new StringWriter(new StringBuilder(), CultureInfo.InvariantCulture);
        Write(writer, columns, rows);
        return writer.ToString();
    }

    /// <summary>A text as it has to stand in a cell to be shown as it is: on one line, with its marks escaped.</summary>
    /// <param name="text">The text.</param>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Special().Replace(LineBreaks().Replace(text, " "), @"\$0");
    }

    private static void WriteLine(TextWriter writer, IEnumerable<string> cells)
    {
        writer.Write('|');
        foreach (string cell in cells)
        {
            writer.Write(' ');
            writer.Write(Escape(cell).Trim());
            writer.Write(" |");
        }

        writer.Write('\n');
    }

    [GeneratedRegex(@"\r\n|[\r\n\u0085\u2028\u2029]")]
    private static partial Regex LineBreaks();

    // An underscore between letters or digits is never markup, and brackets are only where they make a link.
    [GeneratedRegex(@"[\\`*<&|~$]|\](?=[(\[])|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])")]
    private static partial Regex Special();
}
