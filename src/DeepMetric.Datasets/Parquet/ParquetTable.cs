using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace DeepMetric.Datasets;

/// <summary>A table in a Parquet file, read one row group at a time.</summary>
/// <remarks>
/// <para>Columns of text, truth values, whole and floating-point numbers are read, and lists of numbers, in plain, dictionary and byte-stream-split
/// encodings; lists in data pages of version 1 only; compressed by Snappy, gzip, Brotli, Zstandard, LZ4 (raw) or not at all.</para>
/// <para>Before the library sees a file, its footer and the headers of the pages are checked: see <see cref="ParquetFooter"/> and <see cref="ParquetPages"/>.</para>
/// <para>A row group is bounded by 8 values for each byte of the file beyond the first million, a page by 1,032 bytes for each of its bytes beyond 16 MiB.</para>
/// </remarks>
internal sealed class ParquetTable : TableSource
{
    private readonly WindowStream _stream;
    private readonly Stream _inner;
    private readonly ParquetFooter _footer;
    private readonly ParquetReader _reader;
    private readonly int[] _leafOf;
    private readonly DataField[] _fields;
    private readonly ParquetColumn?[] _columns;
    private int[] _used;
    private int _group = -1;
    private int _row = -1;
    private int _rows;
    private long _rowsBefore;

    private ParquetTable(Stream stream, string file)
    {
        File = file;
        _inner = stream;
        _footer = ParquetFooter.Read(stream, file);
        _stream = new(stream, file);
        (_reader, _fields) = Guard(() =>
        {
            ParquetReader reader = ParquetReader.CreateAsync(_stream, new ParquetOptions { TreatByteArrayAsString = true }).GetAwaiter().GetResult();
            return (reader, reader.Schema.GetDataFields());
        });
        if (!_fields.Select(field => string.Join('/', field.Path.ToList())).SequenceEqual(_footer.Leaves.Select(leaf => string.Join('/', leaf.Path))))
        {
            throw new InvalidDataException($"{file}: at byte {_footer.Start}: expected columns and lists of values, found others.");
        }

        // A column of the table is a leaf of its own, or one inside lists or groups; its name is the outermost.
        (string Name, int Leaf)[] columns = [.. _footer.Leaves.Select((leaf, i) => (leaf.Path[0], i))];
        string? twice = columns.GroupBy(column => column.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        Columns = twice is null ? [.. columns.Select(column => column.Name)] : throw new InvalidDataException($"{file}: expected one column {Excerpt.Of(twice)}, found several, or a group of columns.");
        _leafOf = [.. columns.Select(column => column.Leaf)];
        _columns = new ParquetColumn?[Columns.Count];
        _used = [.. Enumerable.Range(0, Columns.Count)];
    }

    /// <inheritdoc/>
    public override string File { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    public override string Where => $"row {_rowsBefore + _row + 1}";

    /// <summary>Opens a table; the stream is closed with it.</summary>
    /// <exception cref="InvalidDataException">The file is no sound Parquet file.</exception>
    public static ParquetTable Open(Stream stream, string file)
    {
        try
        {
            return new(stream, file);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Use(IReadOnlyCollection<int> columns) => _used = [.. columns];

    /// <inheritdoc/>
    public override bool Next()
    {
        while (++_row >= _rows)
        {
            if (_group + 1 >= _footer.Groups.Count)
            {
                return false;
            }

            _group++;
            _rowsBefore += _rows;
            _rows = _footer.Groups[_group].Rows;
            _row = -1;
            foreach (int column in _used)
            {
                _columns[column] = null;
            }

            foreach (int column in _rows > 0 ? _used : [])
            {
                _columns[column] = ReadColumn(column);
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Text(int column) => _columns[column]!.Text(_row);

    /// <inheritdoc/>
    public override bool TryNumber(int column, out float value) => _columns[column]!.TryNumber(_row, out value);

    /// <inheritdoc/>
    public override bool IsList(int column) => _footer.Leaves[_leafOf[column]].MaxRepetition == 1;

    /// <inheritdoc/>
    public override ReadOnlySpan<float> List(int column) => _columns[column]!.List(_row);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _inner.Dispose();

    private ParquetColumn ReadColumn(int column)
    {
        int leaf = _leafOf[column];
        _stream.Limit(ParquetPages.Check(_inner, File, _footer.Leaves[leaf], _footer.Groups[_group].Chunks[leaf], _footer.Start));
        DataField field = _fields[leaf];
        return Guard(() => field.ClrType switch
        {
            Type type when type == typeof(ReadOnlyMemory<char>) => Read<ReadOnlyMemory<char>>(leaf),
            Type type when type == typeof(bool) => Read<bool>(leaf),
            Type type when type == typeof(sbyte) => Read<sbyte>(leaf),
            Type type when type == typeof(byte) => Read<byte>(leaf),
            Type type when type == typeof(short) => Read<short>(leaf),
            Type type when type == typeof(ushort) => Read<ushort>(leaf),
            Type type when type == typeof(int) => Read<int>(leaf),
            Type type when type == typeof(uint) => Read<uint>(leaf),
            Type type when type == typeof(long) => Read<long>(leaf),
            Type type when type == typeof(ulong) => Read<ulong>(leaf),
            Type type when type == typeof(float) => Read<float>(leaf),
            Type type when type == typeof(double) => Read<double>(leaf),
            Type other => throw new InvalidDataException($"{File}, column {_footer.Leaves[leaf].Name}: expected text, truth values or numbers, found {other.Name}."),
        });
    }

    private ParquetColumn Read<T>(int place)
        where T : struct
    {
        ParquetLeaf leaf = _footer.Leaves[place];
        (int rows, ParquetChunk[] chunks) = _footer.Groups[_group];
        var values = new T[chunks[place].Values];
        int[]? definitions = leaf.MaxDefinition > 0 ? new int[values.Length] : null;
        int[]? repetitions = leaf.MaxRepetition > 0 ? new int[values.Length] : null;
        // A missing array must stay missing: it would become an empty piece of memory.
        ValueTask reading = _reader.OpenRowGroupReader(_group).ReadRawAsync<T>(
            _fields[place], values, definitions is null ? null : (Memory<int>?)definitions, repetitions is null ? null : (Memory<int>?)repetitions);
        reading.AsTask().GetAwaiter().GetResult();
        int found = 0;
        var places = new int[values.Length];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = definitions is null || definitions[i] == leaf.MaxDefinition ? found++ : -1;
        }

        return repetitions is null ? new ParquetColumn<T>(values, places)
            : leaf.MaxRepetition == 1 && typeof(T) != typeof(ReadOnlyMemory<char>) ? Lists(values, places, repetitions, definitions, leaf, rows)
            : throw new InvalidDataException($"{File}, column {leaf.Name}: expected values or lists of numbers, found lists of others.");
    }

    private ParquetLists Lists<T>(T[] values, int[] places, int[] repetitions, int[]? definitions, ParquetLeaf leaf, int rows)
        where T : struct
    {
        var numbers = new List<float>(values.Length);
        var starts = new List<int>(rows + 1);
        for (int i = 0; i < places.Length; i++)
        {
            if (repetitions[i] == 0)
            {
                starts.Add(numbers.Count);
            }

            if (places[i] >= 0)
            {
                numbers.Add(Convert.ToSingle(values[places[i]], CultureInfo.InvariantCulture));
            }
            else if (repetitions[i] > 0 || (leaf.IsOptional && definitions![i] == leaf.MaxDefinition - 1))
            {
                // A missing number, rather than a missing or an empty list.
                numbers.Add(float.NaN);
            }
        }

        starts.Add(numbers.Count);
        return starts.Count == rows + 1 && repetitions[0] == 0
            ? new([.. numbers], [.. starts])
            : throw new InvalidDataException($"{File}, column {leaf.Name}: expected {rows} lists in row group {_group + 1}, found {starts.Count - 1}.");
    }

    /// <summary>Lets what the library throws at damaged data be known as damaged data.</summary>
    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception problem) when (problem is not OutOfMemoryException && !(problem is InvalidDataException && problem.Message.StartsWith(File, StringComparison.Ordinal)))
        {
            throw new InvalidDataException($"{File}: at byte {_inner.Position} or before: expected sound Parquet data, found damage ({problem.Message.ReplaceLineEndings(" ").TrimEnd('.')}).", problem);
        }
    }
}
