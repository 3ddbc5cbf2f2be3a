using System.Buffers.Binary;

namespace DeepMetric.Datasets;

/// <summary>The end of a Parquet file, checked: what columns and row groups it has and where they lie.</summary>
internal sealed class ParquetFooter
{
    private const int Magic = 4;
    private const int Deepest = 8;

    // Values that repeat take almost no room, so their number is bounded by the file's length only beyond the first million.
    private const long FreeValues = 1 << 20;
    private const int ValuesOfByte = 8;

    private readonly string _file;
    private readonly List<ParquetLeaf> _leaves = [];
    private readonly List<(int Rows, ParquetChunk[] Chunks)> _groups = [];

    private ParquetFooter(string file, long start, long length)
    {
        _file = file;
        Start = start;
        MostValues = FreeValues + (ValuesOfByte * length);
    }

    /// <summary>Where the footer begins, and pages must have ended.</summary>
    public long Start { get; }

    public IReadOnlyList<ParquetLeaf> Leaves => _leaves;

    public IReadOnlyList<(int Rows, ParquetChunk[] Chunks)> Groups => _groups;

    /// <summary>The most values a column of a row group may have.</summary>
    private long MostValues { get; }

    public static ParquetFooter Read(Stream stream, string file)
    {
        long length = stream.Length;
        if (length < (3 * Magic))
        {
            throw new InvalidDataException($"{file}: at byte 0: expected a Parquet file of 12 bytes or more, found {length}.");
        }

        Span<byte> ends = stackalloc byte[12];
        stream.Position = 0;
        stream.ReadExactly(ends[..4]);
        stream.Position = length - 8;
        stream.ReadExactly(ends[4..]);
        if (!ends[..4].SequenceEqual("PAR1"u8) || !ends[8..].SequenceEqual("PAR1"u8))
        {
            throw new InvalidDataException($"{file}: at byte 0: expected PAR1 at the beginning and the end, found {Convert.ToHexStringLower(ends[..4])} and {Convert.ToHexStringLower(ends[8..])}.");
        }

        uint size = BinaryPrimitives.ReadUInt32LittleEndian(ends[4..]);
        if (size > length - 12)
        {
            throw new InvalidDataException($"{file}: at byte {length - 8}: expected a footer of at most {length - 12} bytes, found {size}.");
        }

        var footer = new ParquetFooter(file, length - 8 - size, length);
        var bytes = new byte[size];
        stream.Position = footer.Start;
        stream.ReadExactly(bytes);
        footer.Fill(new ThriftReader(bytes, file, footer.Start).ReadStruct(ThriftShape.FileMetaData));
        return footer;
    }

    private void Fill(ThriftStruct meta)
    {
        ThriftStruct[] schema = [.. meta.Items(2).Cast<ThriftStruct>()];
        if (schema.Length == 0)
        {
            throw Error("a schema", "none");
        }

        int next = 1;
        for (long i = 0; i < ChildrenOf(schema[0]); i++)
        {
            AddLeaves(schema, ref next, [], 0, 0);
        }

        if (next != schema.Length)
        {
            throw Error($"{next} elements of the schema", $"{schema.Length}");
        }

        long rows = 0;
        foreach (ThriftStruct group in meta.Items(4).Cast<ThriftStruct>())
        {
            _groups.Add(ReadGroup(group));
            rows += _groups[^1].Rows;
        }

        if (rows != meta.Number(3))
        {
            throw Error($"{meta.Number(3)} rows in all row groups", $"{rows}");
        }
    }

    private void AddLeaves(ThriftStruct[] schema, ref int next, string[] path, int repetition, int definition)
    {
        if (next >= schema.Length || path.Length > Deepest)
        {
            throw Error(next >= schema.Length ? "more elements of the schema" : $"columns at most {Deepest} deep", next >= schema.Length ? "their end" : "deeper ones");
        }

        ThriftStruct element = schema[next++];
        // 0 is required, 1 optional, 2 repeated.
        long kind = element.Number(3) ?? throw Error("a repetition type for each column", "none");
        repetition += kind == 2 ? 1 : 0;
        definition += kind == 0 ? 0 : 1;
        string[] inner = [.. path, element.Text(4)];
        long children = ChildrenOf(element);
        if (element.Number(1) is long type)
        {
            _leaves.Add(children == 0 ? new(inner, (int)type, repetition, definition, kind == 1) : throw Error($"no columns inside {Excerpt.Bare(inner[^1])}, which has values", $"{children}"));
            return;
        }

        if (children == 0)
        {
            throw Error($"a type for the column {Excerpt.Of(inner[^1])}", "none");
        }

        for (long i = 0; i < children; i++)
        {
            AddLeaves(schema, ref next, inner, repetition, definition);
        }
    }

    private long ChildrenOf(ThriftStruct element)
    {
        long children = element.Number(5) ?? 0;
        return children >= 0 ? children : throw Error("0 columns or more", $"{children}");
    }

    private (int Rows, ParquetChunk[] Chunks) ReadGroup(ThriftStruct group)
    {
        long rows = group.Number(3) ?? -1;
        ThriftStruct[] chunks = [.. group.Items(1).Cast<ThriftStruct>()];
        if (rows < 0 || rows > Math.Min(MostValues, int.MaxValue / 2) || chunks.Length != _leaves.Count)
        {
            throw Error($"row groups of {_leaves.Count} columns and 0 to {Math.Min(MostValues, int.MaxValue / 2)} rows", $"{chunks.Length} and {rows}");
        }

        return ((int)rows, [.. chunks.Select((chunk, i) => ReadChunk(chunk, _leaves[i], rows))]);
    }

    private ParquetChunk ReadChunk(ThriftStruct chunk, ParquetLeaf leaf, long rows)
    {
        ThriftStruct meta = chunk.Inner(3) ?? throw Error($"metadata of the column {leaf.Name}", "none");
        if (chunk.Has(1) || meta.Number(1) != leaf.Type || !meta.Items(3).Cast<string>().SequenceEqual(leaf.Path))
        {
            throw Error($"column {leaf.Name} of type {leaf.Type} in this file", $"{Excerpt.Bare(string.Join('.', meta.Items(3)))} of type {meta.Number(1)}{(chunk.Has(1) ? " in another" : "")}");
        }

        long values = meta.Number(5) ?? -1;
        bool isRight = leaf.MaxRepetition == 0 ? values == rows : values >= rows && values <= Math.Min(MostValues, int.MaxValue / 2);
        if (!isRight)
        {
            throw Error($"{rows} values{(leaf.MaxRepetition == 0 ? "" : $" to {MostValues}")} in the column {leaf.Name}", $"{values}");
        }

        // Dictionary, data and index offset: pages are read from the first of them.
        long[] offsets = [.. ((int[])[9, 10, 11]).Select(id => meta.Number(id) ?? 0).Where(place => place != 0)];
        long start = offsets.Length == 0 ? -1 : offsets.Min();
        return start >= Magic && start <= Start && meta.Number(4) is long codec and >= 0 and <= 7
            ? new((int)codec, values, start)
            : throw Error($"pages of the column {leaf.Name} from byte {Magic} to {Start} in a known compression", $"byte {start}, compression {meta.Number(4)}");
    }

    private InvalidDataException Error(string expected, string found) => new($"{_file}: at byte {Start} and below: expected {expected}, found {found}.");
}
