using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CsCheck;
using DeepMetric.Lab.Reports;

namespace DeepMetric.Lab.Tests.Reports;

public sealed class PngFileTests
{
    [Fact]
    public void Decodes_to_the_same_pixels()
    {
        var pictures = Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Bool.Select(coloured => coloured ? 3 : 1))
            .SelectMany((width, height, channels) => Gen.Byte.Array[width * height * channels].Select(pixels => (width, height, pixels)));
        pictures.Sample(
            picture =>
            {
                (int width, int height, byte[] pixels) = Decode(PngFile.Encode(picture.width, picture.height, picture.pixels));
                Assert.Equal(picture.width, width);
                Assert.Equal(picture.height, height);
                Assert.Equal(picture.pixels, pixels);
            },
            threads: 1);
    }

    [Fact]
    public void Ends_with_the_known_bytes_of_an_end_chunk() =>

        // Length 0, "IEND", and its check sum, which every PNG file ends with.
        Assert.Equal("0000000049454E44AE426082", Convert.ToHexString(PngFile.Encode(1, 1, [128])[^12..]));

    [Fact]
    public void Refuses_a_wrong_number_of_pixels()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => PngFile.Encode(3, 2, new byte[5]));
        Assert.Contains("Expected 6 or 18 values for a picture of 3 x 2, found 5.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => PngFile.Encode(0, 2, []));
    }

    private static (int Width, int Height, byte[] Pixels) Decode(byte[] file)
    {
        Assert.Equal("89504E470D0A1A0A", Convert.ToHexString(file[..8]));
        var chunks = new List<(string Type, byte[] Data)>();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            byte[] body = file[(at + 4)..(at + 8 + length)];
            Assert.Equal(Crc(body), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            chunks.Add((Encoding.ASCII.GetString(body[..4]), body[4..]));
            at += 12 + length;
        }

        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Select(chunk => chunk.Type));
        byte[] header = chunks[0].Data;
        int channels = header[9] == 2 ? 3 : 1;
        Assert.Equal([8, (byte)(channels - 1), 0, 0, 0], header[8..]);
        int width = BinaryPrimitives.ReadInt32BigEndian(header);
        int height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        using var zlib = new ZLibStream(new MemoryStream(chunks[1].Data), CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        byte[] rows = raw.ToArray();
        int stride = (width * channels) + 1;
        Assert.Equal(height * stride, rows.Length);
        Assert.All(Enumerable.Range(0, height), row => Assert.Equal(0, rows[row * stride]));
        return (width, height, [.. Enumerable.Range(0, height).SelectMany(row => rows.Skip((row * stride) + 1).Take(stride - 1))]);
    }

    // The check sum of ISO/IEC 15948, bit by bit instead of by table.
    private static uint Crc(byte[] data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
