using System.Buffers.Binary;
using CsCheck;

namespace DeepMetric.Datasets.Tests;

public sealed class NpyFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("<f2", "003c00c0", new[] { 1f, -2f })]
    [InlineData(">f2", "3c00c000", new[] { 1f, -2f })]
    [InlineData("<f4", "0000803f000000c0", new[] { 1f, -2f })]
    [InlineData(">f4", "3f800000c0000000", new[] { 1f, -2f })]
    [InlineData("<f8", "000000000000f03f00000000000000c0", new[] { 1f, -2f })]
    [InlineData(">f8", "3ff0000000000000c000000000000000", new[] { 1f, -2f })]
    [InlineData("|i1", "01fe", new[] { 1f, -2f })]
    [InlineData("|u1", "01fe", new[] { 1f, 254f })]
    [InlineData("<i2", "0100feff", new[] { 1f, -2f })]
    [InlineData(">u2", "0001fffe", new[] { 1f, 65534f })]
    [InlineData("<i4", "01000000feffffff", new[] { 1f, -2f })]
    [InlineData(">u4", "00000001fffffffe", new[] { 1f, 4294967294f })]
    [InlineData("<i8", "0100000000000000feffffffffffffff", new[] { 1f, -2f })]
    [InlineData(">u8", "0000000000000001fffffffffffffffe", new[] { 1f, 18446744073709551614f })]
    [InlineData("|b1", "0001", new[] { 0f, 1f })]
    public void Reads_every_kind_in_either_byte_order(string descr, string data, float[] expected)
    {
        foreach (int version in (int[])[1, 2, 3])
        {
            NpyMatrix matrix = Read(NpyBytes.Make(descr, isFortran: false, "(2,)", Convert.FromHexString(data), version));
            Assert.Equal((2, 1), (matrix.Rows, matrix.Columns));
            Assert.Equal(expected, matrix.Values);
        }
    }

    [Fact]
    public void Reads_columns_one_after_another_in_fortran_order()
    {
        byte[] data = [1, 4, 2, 5, 3, 6];
        Assert.Equal([1f, 2, 3, 4, 5, 6], Read(NpyBytes.Make("|u1", isFortran: true, "(2, 3)", data)).Values);
        Assert.Equal([1f, 4, 2, 5, 3, 6], Read(NpyBytes.Make("|u1", isFortran: false, "(2, 3)", data)).Values);
    }

    [Fact]
    public void Reads_a_header_in_another_order_and_spelling()
    {
        byte[] text = [.. "{\"shape\":(2L, 1L),'fortran_order':False , 'descr':'|u1'}"u8];
        NpyMatrix matrix = Read([0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text, 7, 8]);
        Assert.Equal((2, 1), (matrix.Rows, matrix.Columns));
        Assert.Equal([7f, 8f], matrix.Values);
    }

    [Fact]
    public void Reads_more_than_one_buffer()
    {
        var data = new byte[50_001 * 3 * 4];
        for (int i = 0; i < 150_003; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(4 * i), i);
        }

        float[] values = Read(NpyBytes.Make("<i4", isFortran: true, "(50001, 3)", data)).Values;
        Assert.Equal((0f, 50_001f, 100_002f, 1f, 150_002f), (values[0], values[1], values[2], values[3], values[^1]));
    }

    [Fact]
    public void Reads_labels_beyond_what_single_precision_holds()
    {
        Assert.Equal([16_777_217L, -1L], NpyFile.ReadIntegers(new MemoryStream(NpyBytes.Make("<i8", false, "(2, 1)", Convert.FromHexString("0100000100000000ffffffffffffffff"))), "file"));
        CheckIntegers(NpyBytes.Make("<u8", false, "(1,)", Convert.FromHexString("ffffffffffffffff")), "at byte 128: expected a number of at most 9223372036854775807, found 18446744073709551615");
        CheckIntegers(NpyBytes.Make("<f4", false, "(1,)", new byte[4]), "at byte 0: expected whole numbers of shape (n,) or (n, 1), found f4 of shape (1, 1)");
        CheckIntegers(NpyBytes.Make("|u1", false, "(1, 2)", new byte[2]), "expected whole numbers of shape");
    }

    [Fact]
    public void Refuses_what_is_no_array_of_numbers()
    {
        Check([], "at byte 0: expected the 6 bytes \\x93NUMPY and a version, found a file of 0 bytes");
        Check(NpyBytes.Make("|O", false, "(1,)", new byte[8]), "at byte 20: expected a type of f2, f4, f8, i1 to i8, u1 to u8 or b1 with its byte order, such as '<f4', found \"|O\"");
        Check(NpyBytes.Make("|f4", false, "(1,)", new byte[4]), "expected a type of");
        Check(NpyBytes.Make("<f4", false, "(1, 1, 1)", new byte[4]), "expected one or two dimensions, found 3");
        Check(NpyBytes.Make("<f4", false, "()", new byte[4]), "expected one or two dimensions, found 0");
        Check(NpyBytes.Make("<f4", false, "(2,)", new byte[7]), "at byte 128: expected 8 bytes for 2 x 1 numbers of 4 bytes, found 7");
        Check(NpyBytes.Make("<f4", false, "(2,)", new byte[9]), "at byte 128: expected 8 bytes for 2 x 1 numbers of 4 bytes, found 9");
        Check(NpyBytes.Make("<f4", false, "(2000000000, 2000000000)", new byte[9]), "expected 16000000000000000000 bytes");
        Check(NpyBytes.Make("<f4", false, "(3000000000,)", new byte[9]), "expected a size of at most 2147483647");
        Check(NpyBytes.Make("<f4", false, "(0, 0)", []), "expected one column or more");
        Check(NpyBytes.Make("<f4", false, "(2,)", Convert.FromHexString("0000803f0000807f")), "at byte 132: expected a finite value in single precision, found Infinity");
        Check(NpyBytes.Make("<f8", false, "(1,)", BitConverter.GetBytes(1e300)), "at byte 128: expected a finite value in single precision, found 1E+300");
        Check([0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255], "at byte 8: expected a header of at most 0 bytes, found 4294967295");
        Check([0x93, .. "NUMPY"u8, 4, 0, 0, 0, 0, 0], "at byte 6: expected version 1.0, 2.0 or 3.0, found 4.0");
    }

    [Fact]
    public void An_empty_array_has_no_rows() => Assert.Equal((0, 3), (Read(NpyBytes.Make("<f4", false, "(0, 3)", [])).Rows, 3));

    [Fact]
    public void What_was_written_reads_back_whatever_the_pieces() =>
        (from columns in Gen.Int[1, 5]
         from pieces in Gen.Int[0, 4].Array[0, 5]
         from seed in Gen.Int
         select (columns, pieces, seed)).Sample(
            (columns, pieces, seed) =>
            {
                string path = Path.Combine(_folder, "x.npy");
                var random = new SeededRandom(seed);
                float[] all = [.. Enumerable.Range(0, columns * pieces.Sum()).Select(_ => (float)(random.NextGaussian() * 1e30))];
                using (var writer = NpyWriter.ForVectors(path, columns))
                {
                    int at = 0;
                    foreach (int rows in pieces)
                    {
                        writer.Append(all.AsSpan(at, rows * columns));
                        at += rows * columns;
                    }

                    writer.Complete();
                }

                NpyMatrix found = NpyFile.ReadMatrix(path);
                double[]? naive = NpyBytes.Naive(File.ReadAllBytes(path));
                return found.Rows == pieces.Sum() && found.Columns == columns && found.Values.SequenceEqual(all) && naive!.Select(x => (float)x).SequenceEqual(all);
            },
            iter: 100,
            threads: 1);

    [Fact]
    public void Whole_numbers_read_back()
    {
        string path = Path.Combine(_folder, "y.npy");
        using (var writer = NpyWriter.ForIntegers(path))
        {
            writer.Append([long.MinValue, -1, 0]);
            writer.Append([long.MaxValue]);
            Assert.Throws<InvalidOperationException>(() => writer.Append([1f]));
            writer.Complete();
            Assert.Throws<InvalidOperationException>(() => writer.Append([1L]));
        }

        Assert.Equal([long.MinValue, -1, 0, long.MaxValue], NpyFile.ReadIntegers(path));
    }

    [Fact]
    public void Nothing_is_left_of_a_file_that_was_not_completed()
    {
        using (var writer = NpyWriter.ForVectors(Path.Combine(_folder, "z.npy"), 2))
        {
            writer.Append([1f, 2f]);
            Assert.Throws<ArgumentException>(() => writer.Append([1f]));
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    private static NpyMatrix Read(byte[] file) => NpyFile.ReadMatrix(new MemoryStream(file), "file");

    private static void Check(byte[] file, string message)
    {
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => Read(file));
        Assert.StartsWith("file: at byte ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    private static void CheckIntegers(byte[] file, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => NpyFile.ReadIntegers(new MemoryStream(file), "file")).Message, StringComparison.Ordinal);
}
