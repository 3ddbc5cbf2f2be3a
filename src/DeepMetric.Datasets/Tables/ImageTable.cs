namespace DeepMetric.Datasets;

/// <summary>A user's own table of images, in text (CSV) or Parquet.</summary>
/// <remarks>
/// <para>Columns, in any order and any case of their names: <c>path</c> (relative to the table's folder, never out of it) and <c>label</c> (any text);
/// optionally <c>split</c> (train, validation or test, or their usual synonyms), <c>is_query</c> and <c>is_gallery</c> (0, 1, true, false),
/// <c>category</c>, <c>sequence</c>, and a box in pixels: <c>box</c> as "x y width height", or <c>x_1</c>, <c>y_1</c>, <c>x_2</c>, <c>y_2</c> as its corners.
/// Other columns are ignored and counted in the notes. An empty cell of an optional column (or NaN) means no value, except for <c>split</c> and <c>category</c>.</para>
/// <para>Text is RFC 4180 in UTF-8 (or UTF-16 with its mark); the separator <c>,</c>, <c>;</c> or tab is detected from the header. Cells are trimmed.
/// Of Parquet, columns of text, whole numbers, floating-point numbers and truth values are read, one row group at a time.</para>
/// <para>Class names are the labels, sorted letter by letter, or by value where all are whole numbers; categories likewise. Sequences that are
/// whole numbers keep their number, others are numbered in that order.</para>
/// <para>No image is opened; files that do not exist are counted in the notes, and refused if none exists at all.</para>
/// </remarks>
public static class ImageTable
{
    /// <summary>Reads a table.</summary>
    /// <param name="path">The file: Parquet if its extension is <c>.parquet</c> or <c>.pq</c>, else text.</param>
    /// <param name="name">The name of the data set; null for the file's own.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The items, in the order of the rows; without a column <c>split</c> all of them are of the training part.</returns>
    /// <exception cref="InvalidDataException">The table is damaged, a column is missing, or a cell cannot be used.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImageIndex Read(string path, string? name = null, CancellationToken cancellationToken = default)
    {
        using TableSource table = TableSource.Open(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        ImageIndex index = Read(table, folder, ImageFolder.NameOf(path, name), cancellationToken);
        int missing = ListedFiles.CountMissing(folder, index.Items.Select(item => item.Path), out int first, cancellationToken);
        if (missing == index.Items.Count)
        {
            throw new InvalidDataException($"{path}: expected paths of images relative to {folder}, found none of its {missing} files; the first is {index.Items[0].Path}.");
        }

        string[] notes = missing == 0 ? [] : [$"Files that the table names do not exist: {missing}, the first is {index.Items[first].Path}."];
        return index with { Notes = [.. index.Notes, .. notes] };
    }

    internal static ImageIndex Read(TableSource table, string folder, string name, CancellationToken cancellationToken)
    {
        var columns = new ImageTableColumns(table);
        table.Use(columns.Used);
        var labels = new NameTable();
        var categories = new NameTable();
        var sequences = new NameTable();
        var items = new List<ImageItem>();
        var seen = new HashSet<(string Path, PixelBox? Box)>();
        string? firstRepeated = null;
        int repeated = 0;
        while (table.Next())
        {
            if (items.Count % 4096 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var item = new ImageItem
            {
                Path = ImageTableCells.Path(table, columns.Path, folder),
                Label = labels.Add(ImageTableCells.Name(table, columns.Label, "a label")),
                Part = ImageTableCells.Part(table, columns.Split),
                IsQuery = ImageTableCells.Flag(table, columns.IsQuery),
                IsGallery = ImageTableCells.Flag(table, columns.IsGallery),
                Category = columns.Category < 0 ? null : categories.Add(ImageTableCells.Name(table, columns.Category, "a category")),
                Sequence = columns.Sequence < 0 || ImageTableCells.IsNone(table.Text(columns.Sequence)) ? null : sequences.Add(table.Text(columns.Sequence)),
                Box = ImageTableCells.Box(table, columns),
            };
            items.Add(item);
            if (!seen.Add((item.Path, item.Box)))
            {
                repeated++;
                firstRepeated ??= $"{item.Path} in {table.Where}";
            }
        }

        if (items.Count == 0)
        {
            throw new InvalidDataException($"{table.File}: expected a row for each image, found none.");
        }

        string[] classNames = labels.Sort(out int[] labelOf);
        string[] categoryNames = categories.Sort(out int[] categoryOf);
        int[] sequenceOf = NumberSequences(sequences);
        ImageItem[] sorted = [.. items.Select(item => item with
        {
            Label = labelOf[item.Label],
            Category = item.Category is int category ? categoryOf[category] : null,
            Sequence = item.Sequence is int sequence ? sequenceOf[sequence] : null,
        })];
        return new(name, folder, sorted, classNames, categoryNames) { Notes = [.. Notes(table, columns, repeated, firstRepeated)] };
    }

    private static int[] NumberSequences(NameTable sequences)
    {
        var numbers = new int[sequences.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!NameTable.TryInteger(sequences.At(i), out long number) || number is < int.MinValue or > int.MaxValue)
            {
                sequences.Sort(out numbers);
                return numbers;
            }

            numbers[i] = (int)number;
        }

        return numbers;
    }

    private static IEnumerable<string> Notes(TableSource table, ImageTableColumns columns, int repeated, string? firstRepeated)
    {
        int[] unused = [.. Enumerable.Range(0, table.Columns.Count).Except(columns.Used)];
        if (unused.Length > 0)
        {
            yield return $"Columns that were not used: {unused.Length}, the first is {Excerpt.Of(table.Columns[unused[0]])}.";
        }

        if (repeated > 0)
        {
            yield return $"Rows that name the same image and box as an earlier one: {repeated}, the first is {firstRepeated}.";
        }
    }
}
