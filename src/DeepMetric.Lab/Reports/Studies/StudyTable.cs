using DeepMetric.Lab.Export;
using DeepMetric.Lab.Reports.Sections;

namespace DeepMetric.Lab.Reports.Studies;

/// <summary>A table of plain texts, for the page and for the Markdown.</summary>
/// <param name="Caption">What is in it.</param>
/// <param name="Columns">Its columns; the first names the row.</param>
/// <param name="Rows">The cells of each row.</param>
internal sealed record StudyTable(string Caption, IReadOnlyList<MarkdownColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => Rows.Count == 0;

    /// <summary>Writes the table on the page: numbers to the right, their intervals below them.</summary>
    public void Write(Markup html)
    {
        using (Section.OpenScrollBox(html, Caption))
        using (html.In("table", ("class", "results")))
        {
            html.Element("caption", Caption, ("class", "shown"));
            using (html.In("thead"))
            using (html.In("tr"))
            {
                foreach (MarkdownColumn column in Columns)
                {
                    html.Element("th", column.Title, ("scope", "col"), ("class", column.IsNumber ? null : "words"));
                }
            }

            using (html.In("tbody"))
            {
                foreach (IReadOnlyList<string> row in Rows)
                {
                    WriteRow(html, row);
                }
            }
        }
    }

    /// <summary>Writes the table in Markdown.</summary>
    public void Write(TextWriter writer) => MarkdownTable.Write(writer, Columns, Rows);

    private void WriteRow(Markup html, IReadOnlyList<string> row)
    {
        using (html.In("tr"))
        {
            html.Element("th", row[0], ("scope", "row"));
            foreach ((int index, string cell) in row.Index().Skip(1))
            {
                if (Columns[index].IsNumber)
                {
                    WriteNumber(html, cell.Replace('-', '−'));
                }
                else
                {
                    html.Element("td", cell);
                }
            }
        }
    }

    private static void WriteNumber(Markup html, string cell)
    {
        int bracket = cell.IndexOf(" [", StringComparison.Ordinal);
        using (html.In("td", ("class", "number")))
        {
            html.Element("span", bracket < 0 ? cell : cell[..bracket], ("class", "value"));
            if (bracket >= 0)
            {
                html.Element("span", cell[(bracket + 1)..], ("class", "interval"));
            }
        }
    }
}
