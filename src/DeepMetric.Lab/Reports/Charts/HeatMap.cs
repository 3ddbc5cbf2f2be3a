using System.Globalization;
using static DeepMetric.Lab.Reports.Charts.SvgPath;

namespace DeepMetric.Lab.Reports.Charts;

/// <summary>Draws a table of numbers, arms by data sets, whose cells have the more colour the better they are within their column.</summary>
internal static class HeatMap
{
    private const double CellWidth = 66;
    private const double CellHeight = 24;
    private const double MostOpacity = 0.5;
    private const int LongestName = 26;
    private const int LongestUpright = 10;

    /// <summary>Draws the chart.</summary>
    /// <param name="html">Receives the picture.</param>
    /// <param name="title">Its name.</param>
    /// <param name="rows">The names of the rows, from top to bottom, at least one.</param>
    /// <param name="columns">The names of the columns, from left to right, at least one.</param>
    /// <param name="cells">Row by row a number per column; null or not finite where there is none.</param>
    /// <param name="lowerIsBetter">Whether small numbers are the good ones.</param>
    /// <param name="format">How a number reads; by default with three decimals.</param>
    /// <exception cref="ArgumentException">There is no row or no column, or the cells are not of their shape.</exception>
    public static void Draw(
        Markup html,
        string title,
        IReadOnlyList<string> rows,
        IReadOnlyList<string> columns,
        IReadOnlyList<IReadOnlyList<double?>> cells,
        bool lowerIsBetter = false,
        Func<double, string>? format = null)
    {
        Check(rows, columns, cells);
        Func<double, string> write = format ?? (value => value.ToString("0.000", CultureInfo.InvariantCulture));
        string[] heads = [.. columns.Select(column => ShortName.Cut(column, LongestName))];
        bool slanted = heads.Any(head => head.Length > LongestUpright);
        double left = 14 + TextWidth.Longest(rows.Select(row => ShortName.Cut(row, LongestName)));
        double top = slanted ? 20 + (0.58 * TextWidth.Longest(heads)) : 24;
        double beyond = slanted ? Math.Max(0, (0.78 * TextWidth.Character * heads[^1].Length) - (CellWidth / 2)) : 0;
        double width = left + (CellWidth * columns.Count) + beyond + 4;
        double height = top + (CellHeight * rows.Count) + 4;
        HeatColumn[] ranges = [.. columns.Select((_, column) => HeatColumn.Of(cells.Select(row => row[column]), lowerIsBetter))];
        using (WideBox.Open(html, title, width))
        using (Plot.OpenPicture(html, title, Describe(rows, columns, cells, ranges, write), width, height))
        {
            foreach ((int column, string head) in heads.Index())
            {
                DrawHead(html, columns[column], head, left + (CellWidth * (column + 0.5)), top - 8, slanted);
            }

            foreach ((int row, string name) in rows.Index())
            {
                double y = top + (CellHeight * row);
                html.Element("text", ShortName.Cut(name, LongestName), ("class", "end row-name"), ("x", Number(left - 8)), ("y", Number(y + (CellHeight / 2) + 4)));
                for (int column = 0; column < columns.Count; column++)
                {
                    DrawCell(html, $"{name}, {columns[column]}", cells[row][column], ranges[column], left + (CellWidth * column), y, write);
                }
            }
        }
    }

    /// <summary>Draws the legend: from the worst of a column to its best.</summary>
    public static void Legend(Markup html) =>
        Figure.AreaLegend(html, [("worst of its column", "cell-key faint", "heat"), ("best of its column", "cell-key", "heat")]);

    private static void DrawHead(Markup html, string name, string shown, double x, double y, bool slanted)
    {
        using (html.In(
            "text",
            ("class", slanted ? null : "mid"),
            ("x", Number(x)),
            ("y", Number(y)),
            ("transform", slanted ? $"rotate(-40 {Number(x)} {Number(y)})" : null)))
        {
            html.Text(shown);
            if (shown != name)
            {
                html.Element("title", name);
            }
        }
    }

    private static void DrawCell(Markup html, string name, double? value, HeatColumn range, double x, double y, Func<double, string> write)
    {
        bool isThere = value is { } number && double.IsFinite(number);
        string text = isThere ? write(value!.Value) : Numerals.Missing;
        string style = !isThere ? "cell missing" : range.IsBest(value!.Value) ? "cell best" : "cell";
        using (html.In("g", ("class", style)))
        {
            html.Element("title", $"{name}: {(isThere ? text : "no number")}");
            html.Void(
                "rect",
                ("class", isThere ? "heat" : "nothing"),
                ("x", Number(x + 1)),
                ("y", Number(y + 1)),
                ("width", Number(CellWidth - 2)),
                ("height", Number(CellHeight - 2)),
                ("rx", "3"),
                ("fill-opacity", isThere ? (MostOpacity * range.Goodness(value!.Value)).ToString("0.##", CultureInfo.InvariantCulture) : null));
            html.Element("text", text, ("class", "mid"), ("x", Number(x + (CellWidth / 2))), ("y", Number(y + (CellHeight / 2) + 4)));
        }
    }

    private static void Check(IReadOnlyList<string> rows, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<double?>> cells)
    {
        if (rows.Count == 0 || columns.Count == 0)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected a row and a column at least, found {rows.Count} x {columns.Count}."), nameof(rows));
        }

        if (cells.Count != rows.Count || cells.Any(row => row.Count != columns.Count))
        {
            string found = string.Create(CultureInfo.InvariantCulture, $"{cells.Count} rows of {string.Join(", ", cells.Select(row => row.Count).Distinct())}");
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected cells of shape [{rows.Count}, {columns.Count}], found {found}."), nameof(cells));
        }
    }

    private static string Describe(
        IReadOnlyList<string> rows, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<double?>> cells, HeatColumn[] ranges, Func<double, string> write) =>
        string.Join("; ", columns.Select((column, index) =>
        {
            HeatColumn range = ranges[index];
            string NameOf(double wanted) => rows[Enumerable.Range(0, rows.Count).First(row => cells[row][index] == wanted)];
            return range.IsEmpty ? $"{column}: no numbers"
                : range.Best == range.Worst ? $"{column}: all {write(range.Best)}"
                : $"{column}: best {NameOf(range.Best)} with {write(range.Best)}, worst {NameOf(range.Worst)} with {write(range.Worst)}";
        }));
}
