namespace DeepMetric.Datasets;

/// <summary>Where a table of images has which column; −1 where it has none.</summary>
internal sealed class ImageTableColumns
{
    public ImageTableColumns(TableSource table)
    {
        Path = table.Require("path");
        Label = table.Require("label");
        Split = table.Find("split");
        IsQuery = table.Find("is_query");
        IsGallery = table.Find("is_gallery");
        Category = table.Find("category");
        Sequence = table.Find("sequence");
        Box = table.Find("box");
        string[] corners = ["x_1", "y_1", "x_2", "y_2"];
        Corners = [.. corners.Select(table.Find)];
        if (Corners.Any(place => place < 0))
        {
            string[] found = [.. corners.Where((_, i) => Corners[i] >= 0)];
            Corners = found.Length == 0 ? [] : throw new InvalidDataException($"{table.File}: expected all of the columns {string.Join(", ", corners)} or none, found {string.Join(", ", found)}.");
        }

        if (Box >= 0 && Corners.Length > 0)
        {
            throw new InvalidDataException($"{table.File}: expected either a column box or the columns {string.Join(", ", corners)}, found both.");
        }

        Used = [.. ((int[])[Path, Label, Split, IsQuery, IsGallery, Category, Sequence, Box, .. Corners]).Where(place => place >= 0)];
    }

    public int Path { get; }

    public int Label { get; }

    public int Split { get; }

    public int IsQuery { get; }

    public int IsGallery { get; }

    public int Category { get; }

    public int Sequence { get; }

    public int Box { get; }

    /// <summary>x_1, y_1, x_2, y_2; none where the table does not have them.</summary>
    public int[] Corners { get; }

    public int[] Used { get; }
}
