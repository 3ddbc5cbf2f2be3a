using CsCheck;
using Parquet;
using Parquet.Schema;

namespace DeepMetric.Datasets.Tests;

/// <summary>Damaged Parquet files: read or refused, within a bound of memory and without a hang.</summary>
public sealed class ParquetFuzzTests
{
    // What a page may grow to whatever its length, twice over, and a million values of two words each.
    private const long FixedBytes = 160L << 20;

    [Fact]
    public void Damaged_tables_are_read_or_refused() => Check(MakeTable(CompressionMethod.None), MakeTable(CompressionMethod.Snappy), MakeTable(CompressionMethod.Gzip), MakeTable(CompressionMethod.Zstd));

    [Fact]
    public void Damaged_vectors_are_read_or_refused() => Check(MakeVectors());

    private static void Check(params byte[][] sound)
    {
        foreach (byte[] file in sound)
        {
            Assert.True(ReadAll(file));
        }

        DamagedBytes.Check(
            Gen.Int[0, sound.Length - 1].SelectMany(i => Gen.OneOf(DamagedBytes.Of(sound[i]), DamageFooter(sound[i]))),
            ReadAll,
            "^file(: |, ).*expected .+, found .+",
            FixedBytes,
            bytesOfByte: 4096);
    }

    /// <summary>Damage to the footer alone, whose length is set right again.</summary>
    private static Gen<byte[]> DamageFooter(byte[] sound)
    {
        int length = BitConverter.ToInt32(sound, sound.Length - 8);
        int start = sound.Length - 8 - length;
        return DamagedBytes.Of(sound[start..^8]).Select(footer => (byte[])[.. sound[..start], .. footer, .. BitConverter.GetBytes(footer.Length), .. "PAR1"u8]);
    }

    private static bool ReadAll(byte[] file)
    {
        using ParquetTable table = ParquetTable.Open(new MemoryStream(file), "file");
        int texts = 0;
        while (table.Next())
        {
            for (int i = 0; i < table.Columns.Count; i++)
            {
                texts += table.Text(i).Length + table.List(i).Length;
                table.TryNumber(i, out _);
            }
        }

        return texts >= 0;
    }

    private static byte[] MakeVectors()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, "x.parquet");
            using (var writer = EmbeddingWriter.Create(path, 3))
            {
                writer.Append("a.png", "a", [1, 2, 3]);
                writer.Append("b.png", "b", [4, 5, 6]);
                writer.Complete();
            }

            return File.ReadAllBytes(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] MakeTable(CompressionMethod compression)
    {
        var schema = new ParquetSchema(new DataField<string>("path"), new DataField<long?>("label"), new DataField<bool>("is_query"), new DataField<float>("x"));
        DataField[] fields = schema.GetDataFields();
        var options = new ParquetOptions { CompressionMethod = compression };
        options.ColumnEncodingHints["path"] = EncodingHint.Dictionary;
        using var stream = new MemoryStream();
        ParquetWriter writer = ParquetWriter.CreateAsync(schema, stream, options, cancellationToken: TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        for (int i = 0; i < 2; i++)
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            group.WriteAsync(fields[0], ["a.png", "b.png", "a.png", "b.png", "a.png"]).GetAwaiter().GetResult();
            group.WriteAsync<long>(fields[1], new long?[] { 1, null, 3, 4, 5 }, cancellationToken: TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            group.WriteAsync<bool>(fields[2], new[] { true, false, true, false, true }, cancellationToken: TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            group.WriteAsync<float>(fields[3], new float[] { 1, 2, 3, 4, 5 }, cancellationToken: TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        }

        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return stream.ToArray();
    }
}
