using Parquet;
using Parquet.Schema;

namespace DeepMetric.Datasets.Tests;

public sealed class ParquetTableTests
{
    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Brotli)]
    [InlineData(CompressionMethod.Zstd)]
    [InlineData(CompressionMethod.Lz4Raw)]
    public async Task Reads_values_and_gaps_in_every_compression(CompressionMethod compression)
    {
        var schema = new ParquetSchema(new DataField<string>("text"), new DataField<int?>("whole"), new DataField<double>("real"), new DataField<bool?>("truth"));
        byte[] file = await Make(schema, new() { CompressionMethod = compression }, async (fields, group) =>
        {
            await group.WriteAsync(fields[0], ["a", null, " ü "]);
            await group.WriteAsync<int>(fields[1], new int?[] { null, -5, 7 });
            await group.WriteAsync<double>(fields[2], new[] { 0.1, 1e300, -2 });
            await group.WriteAsync<bool>(fields[3], new bool?[] { true, null, false });
        });
        Assert.Equal([["a", "", "0.1", "true"], ["", "-5", "1E+300", ""], ["ü", "7", "-2", "false"]], Rows(file));
        using ParquetTable table = Open(file);
        table.Use([1, 2]);
        Assert.True(table.Next());
        Assert.False(table.TryNumber(1, out _));
        Assert.True(table.TryNumber(2, out float tenth));
        Assert.Equal(0.1f, tenth);
        Assert.True(table.Next());
        Assert.True(table.TryNumber(1, out float five));
        Assert.Equal(-5f, five);
        Assert.False(table.TryNumber(2, out _));
        Assert.Equal("row 2", table.Where);
    }

    [Fact]
    public async Task Reads_a_dictionary_of_texts()
    {
        string[] texts = [.. Enumerable.Range(0, 1000).Select(i => $"class {i % 7}")];
        var options = new ParquetOptions();
        options.ColumnEncodingHints["label"] = EncodingHint.Dictionary;
        byte[] file = await Make(new(new DataField<string>("label")), options, async (fields, group) => await group.WriteAsync(fields[0], texts));
        Assert.InRange(file.Length, 100, 2000);
        Assert.Equal(texts, Rows(file).Select(row => row[0]));
    }

    [Fact]
    public async Task Reads_numbers_whose_bytes_lie_apart()
    {
        var options = new ParquetOptions();
        options.ColumnEncodingHints["x"] = EncodingHint.ByteSplitStream;
        byte[] file = await Make(new(new DataField<float?>("x")), options, async (fields, group) => await group.WriteAsync<float>(fields[0], new float?[] { 1.5f, null, -3e20f }));
        Assert.Equal([["1.5"], [""], ["-3E+20"]], Rows(file));
    }

    [Fact]
    public async Task Tells_missing_and_empty_lists_from_missing_numbers()
    {
        var schema = new ParquetSchema(new ListField("list", new DataField<double?>("element")));
        byte[] file = await Make(schema, new(), async (fields, group) =>
        {
            Assert.Equal(3, fields[0].MaxDefinitionLevel);
            await group.WriteAllPartsAsync<double>(fields[0], new[] { 1.0, 2, 3 }, new[] { 3, 3, 0, 1, 2, 3 }, new[] { 0, 1, 0, 0, 0, 1 }, CancellationToken.None);
        });
        using ParquetTable table = Open(file);
        Assert.True(table.IsList(0));
        var lists = new List<float[]>();
        while (table.Next())
        {
            lists.Add(table.List(0).ToArray());
        }

        Assert.Equal([[1, 2], [], [], [float.NaN, 3]], lists);
    }

    [Fact]
    public async Task Vectors_of_unequal_lengths_are_refused_by_row()
    {
        var schema = new ParquetSchema(new DataField<string>("label"), new ListField("v", new DataField<float>("element", false)));
        byte[] file = await Make(schema, new(), async (fields, group) =>
        {
            await group.WriteAsync(fields[0], ["a", "b"]);
            int present = fields[1].MaxDefinitionLevel;
            await group.WriteAllPartsAsync<float>(fields[1], new[] { 1f, 2, 3 }, new[] { present, present, present }, new[] { 0, 1, 0 }, CancellationToken.None);
        });
        using ParquetTable table = Open(file);
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => VectorTable.ReadTable(table, needsLabels: true, TestContext.Current.CancellationToken));
        Assert.Equal("file, row 2, column v: expected 2 finite numbers, found 1.", problem.Message);
    }

    [Fact]
    public async Task Refuses_what_cannot_be_read_safely()
    {
        byte[] sound = await Make(new(new DataField<int>("x")), new(), async (fields, group) => await group.WriteAsync<int>(fields[0], new[] { 1, 2, 3 }));
        Check([], "at byte 0: expected a Parquet file of 12 bytes or more, found 0");
        Check([.. sound[..^1], (byte)'2'], "expected PAR1 at the beginning and the end, found 50415231 and 50415232");
        Check([.. sound[..^8], 255, 255, 255, 127, .. sound[^4..]], $"at byte {sound.Length - 8}: expected a footer of at most {sound.Length - 12} bytes, found 2147483647");
        // A number that goes on to the end of the footer: the library alone would read on without end.
        Check([.. "PAR1"u8, 0x15, 0x80, 0x80, 3, 0, 0, 0, .. "PAR1"u8], "at byte 7: expected 1 more bytes, found 0");
        // Two thousand million elements in five bytes.
        Check([.. "PAR1"u8, 0x29, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 7, 0, 0, 0, .. "PAR1"u8], "at byte 11: expected at most 0 elements, found 2147483647");
        var delta = new ParquetOptions();
        delta.ColumnEncodingHints["x"] = EncodingHint.DeltaBinaryPacked;
        Check(
            await Make(new(new DataField<int>("x")), delta, async (fields, group) => await group.WriteAsync<int>(fields[0], new[] { 1, 2, 3 })),
            "expected values in a plain, dictionary or byte-stream-split encoding, found encoding 5 for type 1");
        Check(
            await Make(new(new DataField<DateTime>("x")), new(), async (fields, group) => await group.WriteAsync<DateTime>(fields[0], new[] { DateTime.UnixEpoch })),
            "column x: expected text, truth values or numbers, found DateTime");
    }

    private static async Task<byte[]> Make(ParquetSchema schema, ParquetOptions options, Func<DataField[], ParquetRowGroupWriter, Task> write)
    {
        using var stream = new MemoryStream();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream, options, cancellationToken: TestContext.Current.CancellationToken))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await write(schema.GetDataFields(), group);
        }

        return stream.ToArray();
    }

    private static ParquetTable Open(byte[] file) => ParquetTable.Open(new MemoryStream(file), "file");

    private static List<string[]> Rows(byte[] file)
    {
        using ParquetTable table = Open(file);
        var rows = new List<string[]>();
        while (table.Next())
        {
            var row = new string[table.Columns.Count];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = table.Text(i).ToString();
            }

            rows.Add(row);
        }

        return rows;
    }

    private static void Check(byte[] file, string message)
    {
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => Rows(file));
        Assert.StartsWith("file", problem.Message, StringComparison.Ordinal);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }
}
