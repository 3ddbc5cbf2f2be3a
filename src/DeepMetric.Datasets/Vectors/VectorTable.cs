namespace DeepMetric.Datasets;

/// <summary>Reads vectors and their labels from <c>.npy</c>, CSV or Parquet files.</summary>
/// <remarks>
/// <para>A <c>.npy</c> file has a vector in each row; its labels come from a second file: a <c>.npy</c> file of whole numbers, a table with a column <c>label</c>,
/// or a text file with a label in each line. Without one, the table beside it is used that <see cref="EmbeddingWriter"/> makes.</para>
/// <para>A table has a column <c>label</c> (unless a label file is named), may have a column <c>path</c>, <c>name</c> or <c>id</c> that names the items,
/// and all its other columns are numbers; in Parquet there may be one column of lists of numbers instead.</para>
/// <para>Labels are texts, numbered in ordinal order, or by value where all are whole numbers; then −1 marks an outlier. <see cref="EmbeddingWriter.NoClass"/> always does.</para>
/// </remarks>
public static class VectorTable
{
    private const string LabelColumn = "label";

    private static readonly string[] _nameColumns = ["path", "name", "id"];

    /// <summary>Reads vectors.</summary>
    /// <param name="path">The file: <c>.npy</c>, <c>.parquet</c> or <c>.pq</c>, else a table in text.</param>
    /// <param name="labelFile">The file with the labels, a row for each vector; null where they lie in the table.</param>
    /// <param name="name">The name of the set; null for the file's own.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">A file is damaged, has no labels, or has no vectors; or the two files differ in length.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static VectorSet Read(string path, string? labelFile = null, string? name = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string setName = ImageFolder.NameOf(path, name);
        if (IsNpy(path))
        {
            string sidecar = EmbeddingWriter.SidecarOf(path);
            string labels = labelFile ?? (File.Exists(sidecar) ? sidecar : throw new InvalidDataException($"{path}: expected a file of labels, or {sidecar} beside it, found none."));
            NpyMatrix matrix = NpyFile.ReadMatrix(path);
            return Join(matrix.Values, matrix.Columns, ReadLabels(labels, cancellationToken), path, labels, setName);
        }

        using TableSource table = TableSource.Open(path);
        (float[] values, int size, Labels own) = ReadTable(table, labelFile is null, cancellationToken);
        Labels used = labelFile is null ? own : ReadLabels(labelFile, cancellationToken);
        return Join(values, size, used with { ItemNames = own.ItemNames ?? used.ItemNames }, path, labelFile ?? path, setName);
    }

    internal static (float[] Values, int Size, Labels Labels) ReadTable(TableSource table, bool needsLabels, CancellationToken cancellationToken)
    {
        int label = needsLabels ? table.Require(LabelColumn) : table.Find(LabelColumn);
        int itemName = _nameColumns.Select(table.Find).FirstOrDefault(place => place >= 0, -1);
        int[] numbers = [.. Enumerable.Range(0, table.Columns.Count).Where(column => column != label && column != itemName)];
        int lists = numbers.Count(table.IsList);
        if (numbers.Length == 0 || (lists > 0 && numbers.Length > 1))
        {
            throw new InvalidDataException($"{table.File}: expected columns of numbers, or one column of lists of numbers, found {numbers.Length} columns with {lists} of lists.");
        }

        table.Use([.. numbers.Append(label).Append(itemName).Where(column => column >= 0)]);
        var values = new List<float>();
        var names = new NameTable();
        var labels = new List<int>();
        List<string>? items = itemName < 0 ? null : [];
        int size = lists > 0 ? -1 : numbers.Length;
        int rows = 0;
        while (table.Next())
        {
            if (rows++ % 4096 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            AppendVector(table, numbers, lists > 0, ref size, values);
            items?.Add(table.Text(itemName).ToString());
            if (label >= 0)
            {
                ReadOnlySpan<char> text = table.Text(label);
                labels.Add(text.Length > 0 ? PlaceOf(names, text) : throw table.Error(label, "a label", "nothing"));
            }
        }

        return rows > 0 ? ([.. values], size, new(names, labels, items)) : throw new InvalidDataException($"{table.File}: expected a row for each vector, found none.");
    }

    private static void AppendVector(TableSource table, int[] columns, bool isList, ref int size, List<float> values)
    {
        if (isList)
        {
            ReadOnlySpan<float> list = table.List(columns[0]);
            size = size < 0 ? list.Length : size;
            if (list.Length == 0 || list.Length != size || !AreFinite(list))
            {
                throw table.Error(columns[0], size > 0 ? $"{size} finite numbers" : "finite numbers", list.Length != size || list.Length == 0 ? $"{list.Length}" : "others");
            }

            values.AddRange(list);
            return;
        }

        foreach (int column in columns)
        {
            values.Add(table.TryNumber(column, out float value) ? value : throw table.Error(column, "a finite number", Excerpt.Of(table.Text(column))));
        }
    }

    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    private static Labels ReadLabels(string file, CancellationToken cancellationToken)
    {
        var names = new NameTable();
        if (IsNpy(file))
        {
            return new(names, [.. NpyFile.ReadIntegers(file).Select(number => names.Add(number.ToString(System.Globalization.CultureInfo.InvariantCulture)))], null);
        }

        if (Path.GetExtension(file).ToUpperInvariant() is ".TXT" or "")
        {
            return new(names, [.. OfficialList.Read(file).Select(line => PlaceOf(names, line.Text.AsSpan().Trim()))], null);
        }

        using TableSource table = TableSource.Open(file);
        int label = table.Require(LabelColumn);
        int itemName = _nameColumns.Select(table.Find).FirstOrDefault(place => place >= 0, -1);
        table.Use(itemName < 0 ? [label] : [label, itemName]);
        var labels = new List<int>();
        List<string>? items = itemName < 0 ? null : [];
        while (table.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            labels.Add(PlaceOf(names, ImageTableCells.Name(table, label, "a label")));
            items?.Add(table.Text(itemName).ToString());
        }

        return new(names, labels, items);
    }

    private static VectorSet Join(float[] values, int size, Labels labels, string path, string labelFile, string name)
    {
        int count = values.Length / size;
        if (labels.Places.Count != count)
        {
            throw new InvalidDataException($"{labelFile}: expected {count} labels, one for each vector of {path}, found {labels.Places.Count}.");
        }

        string[] classNames = labels.Names.Sort(out int[] labelOf);
        int outliers = labels.Names.AreIntegers ? Array.IndexOf(classNames, "-1") : -1;
        int[] numbered = [.. labels.Places.Select(place => place < 0 ? LabeledSet.Outlier : labelOf[place])];
        if (outliers >= 0)
        {
            numbered = [.. numbered.Select(label => label == outliers ? LabeledSet.Outlier : label > outliers ? label - 1 : label)];
            classNames = [.. classNames.Where((_, i) => i != outliers)];
        }

        return new(new LabeledSet(name, values, [size], numbered), classNames, labels.ItemNames);
    }

    /// <summary>The place of a label among the names; −1 for an item of no class.</summary>
    private static int PlaceOf(NameTable names, ReadOnlySpan<char> label) => label is EmbeddingWriter.NoClass ? LabeledSet.Outlier : names.Add(label);

    private static bool IsNpy(string path) => Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase);

    /// <summary>The label of each vector as a place among the names (−1: of no class), and the names of the items.</summary>
    internal sealed record Labels(NameTable Names, IReadOnlyList<int> Places, IReadOnlyList<string>? ItemNames);
}
