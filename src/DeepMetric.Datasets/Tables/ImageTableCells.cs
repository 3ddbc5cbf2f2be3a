using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>Reads the cells of one row of a table of images.</summary>
internal static class ImageTableCells
{
    public static string Path(TableSource table, int column, string folder) =>
        RelativePath.Of(table.Text(column), folder, out string expected) ?? throw table.Error(column, expected, Excerpt.Of(table.Text(column)));

    /// <summary>A text that must be there.</summary>
    public static ReadOnlySpan<char> Name(TableSource table, int column, string what)
    {
        ReadOnlySpan<char> text = table.Text(column);
        return text.Length > 0 ? text : throw table.Error(column, what, "nothing");
    }

    public static ItemPart Part(TableSource table, int column) =>
        column < 0 ? ItemPart.Train
        : ImageFolder.PartOf(table.Text(column)) ?? throw table.Error(column, "train, validation or test", Excerpt.Of(table.Text(column)));

    /// <summary>A flag; true where there is none.</summary>
    public static bool Flag(TableSource table, int column)
    {
        if (column < 0 || IsNone(table.Text(column)))
        {
            return true;
        }

        return table.Text(column).ToString().ToUpperInvariant() switch
        {
            "1" or "1.0" or "TRUE" => true,
            "0" or "0.0" or "FALSE" => false,
            _ => throw table.Error(column, "0, 1, true or false", Excerpt.Of(table.Text(column))),
        };
    }

    public static PixelBox? Box(TableSource table, ImageTableColumns columns)
    {
        if (columns.Corners is [int left, int top, int right, int bottom])
        {
            int[] empty = [.. columns.Corners.Where(column => IsNone(table.Text(column)))];
            if (empty.Length == 4)
            {
                return null;
            }

            if (empty.Length > 0)
            {
                throw table.Error(empty[0], "four corners or none", "nothing");
            }

            double x = Number(table, left, table.Text(left));
            double y = Number(table, top, table.Text(top));
            return Checked(table, right, x, y, Number(table, right, table.Text(right)) - x, Number(table, bottom, table.Text(bottom)) - y);
        }

        if (columns.Box < 0 || IsNone(table.Text(columns.Box)))
        {
            return null;
        }

        string[] words = table.Text(columns.Box).ToString().Split([' ', ',', ';'], 5, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 4)
        {
            throw table.Error(columns.Box, "a box as x y width height", Excerpt.Of(table.Text(columns.Box)));
        }

        double[] sides = [.. words.Select(word => Number(table, columns.Box, word))];
        return Checked(table, columns.Box, sides[0], sides[1], sides[2], sides[3]);
    }

    /// <summary>Whether a cell says that there is no value: empty, or NaN as tables with gaps are written.</summary>
    public static bool IsNone(ReadOnlySpan<char> text) => text.Length == 0 || text.Equals("nan", StringComparison.OrdinalIgnoreCase);

    private static double Number(TableSource table, int column, ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw table.Error(column, "a number of pixels", Excerpt.Of(text));

    private static PixelBox Checked(TableSource table, int column, double left, double top, double width, double height) =>
        left >= 0 && top >= 0 && width > 0 && height > 0 && double.IsFinite(left + width) && double.IsFinite(top + height)
            ? new(left, top, width, height)
            : throw table.Error(column, "a box that starts at 0 or more and has an area", string.Create(CultureInfo.InvariantCulture, $"left {left}, top {top}, width {width}, height {height}"));
}
