using System.Buffers.Binary;
using System.IO.Compression;
using CsCheck;
using SkiaSharp;

namespace DeepMetric.Datasets.Tests.Images;

public sealed class ImageDecoderTests
{
    // Eight by eight pixels of pure red, stored as cyan, magenta, yellow and black (with Adobe's mark); and two frames, red and then blue.
    private const string CmykJpeg =
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkKCgoKCgYICwwLCgwJCgoK/8AAFAgACAAIBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwD9/K/n/r+f+v38r//Z";

    private const string AnimatedGif =
        "R0lGODlhBgAGAIEAAPoAAAAAAAAAAAAAACH5BAAKAAAALAAAAAAGAAYAAAgMAAEIHEiwoMGDCAMCACH5BAAKAAAALAAAAAAGAAYAgQAA+gAAAAAAAAAAAAgMAAEIHEiwoMGDCAMCADs=";

    private const string AnimatedWebp =
        "UklGRoQAAABXRUJQVlA4WAoAAAACAAAABQAABQAAQU5JTQYAAAAAAAAAAABBTk1GKAAAAAAAAAAAAAUAAAUAAGQAAAJWUDhMDwAAAC8FQAEABxDVj/4HIqL/AQBBTk1GKAAAAAAAAAAAAAUAAAUAAGQAAABWUDhMDwAAAC8FQAEABxBR/f4HIqL/AQA=";

    [Theory]
    [InlineData(SKEncodedImageFormat.Png, 0)]
    [InlineData(SKEncodedImageFormat.Webp, 0)]
    [InlineData(SKEncodedImageFormat.Jpeg, 40)]
    public void Gives_back_what_was_encoded(SKEncodedImageFormat format, int tolerance)
    {
        using SKBitmap bitmap = Pictures.Pattern(17, 11);
        PixelImage image = ImageDecoder.Decode(Pictures.Encoded(bitmap, format), 3, "x").Pixels;
        Assert.Equal((3, 11, 17), (image.Channels, image.Height, image.Width));
        byte[] expected = Pictures.Pixels(bitmap);
        Assert.All(Enumerable.Range(0, expected.Length), i => Assert.InRange(image.Pixels.Span[i] - expected[i], -tolerance, tolerance));
    }

    [Fact]
    public void Reads_a_bitmap_file_bottom_up()
    {
        // Two by two pixels, 24 bits, rows padded to four bytes, the lowest row first: blue, green; then red, white above it.
        byte[] file =
        [
            .. "BM"u8, 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 16, 0, 0, 0, .. new byte[16],
            255, 0, 0, 0, 255, 0, 0, 0, 0, 0, 255, 255, 255, 255, 0, 0,
        ];
        Assert.Equal([255, 0, 0, 255, 255, 255, 0, 0, 255, 0, 255, 0], ImageDecoder.Decode(file, 3, "x").Pixels.Pixels.ToArray());
    }

    [Fact]
    public void Grey_is_the_weighted_sum_of_colours()
    {
        using SKBitmap bitmap = Pictures.Pattern(9, 7);
        byte[] colours = Pictures.Pixels(bitmap);
        byte[] grey = ImageDecoder.Decode(Pictures.Encoded(bitmap, SKEncodedImageFormat.Png), 1, "x").Pixels.Pixels.ToArray();
        Assert.Equal(63, grey.Length);
        Assert.All(Enumerable.Range(0, 63), i => Assert.InRange(grey[i] - ((0.299 * colours[3 * i]) + (0.587 * colours[(3 * i) + 1]) + (0.114 * colours[(3 * i) + 2])), -0.51, 0.51));
    }

    [Fact]
    public void What_is_transparent_shows_white()
    {
        using var bitmap = new SKBitmap(2, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bitmap.SetPixel(0, 0, new SKColor(10, 20, 30, 0));
        bitmap.SetPixel(1, 0, new SKColor(200, 100, 0, 255));
        Assert.Equal([255, 255, 255, 200, 100, 0], ImageDecoder.Decode(Pictures.Encoded(bitmap, SKEncodedImageFormat.Png), 3, "x").Pixels.Pixels.ToArray());
    }

    [Fact]
    public void Sixteen_bits_keep_the_upper_eight()
    {
        // Grey, 16 bits: 0x1200, 0x80FF, 0xFFFF.
        byte[] file = GreyPng16(0x1200, 0x80FF, 0xFFFF);
        byte[] found = ImageDecoder.Decode(file, 1, "x").Pixels.Pixels.ToArray();
        Assert.InRange(found[0], 0x11, 0x13);
        Assert.InRange(found[1], 0x80, 0x81);
        Assert.Equal(255, found[2]);
    }

    [Fact]
    public void Four_inks_become_three_colours()
    {
        PixelImage image = ImageDecoder.Decode(Convert.FromBase64String(CmykJpeg), 3, "x").Pixels;
        Assert.Equal((8, 8), (image.Width, image.Height));
        Assert.True(image.Pixels.Span[0] > 200 && image.Pixels.Span[1] < 60 && image.Pixels.Span[2] < 60, string.Join(", ", image.Pixels[..3].ToArray()));
    }

    [Theory]
    [InlineData(AnimatedGif)]
    [InlineData(AnimatedWebp)]
    public void Of_an_animation_the_first_frame_is_taken(string base64)
    {
        PixelImage image = ImageDecoder.Decode(Convert.FromBase64String(base64), 3, "x").Pixels;
        Assert.Equal([250, 0, 0], image.Pixels[..3].ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Turns_images_upright(byte orientation)
    {
        using SKBitmap bitmap = Pictures.Pattern(24, 16);
        byte[] jpeg = Pictures.Encoded(bitmap, SKEncodedImageFormat.Jpeg);
        PixelImage stored = ImageDecoder.Decode(jpeg, 3, "x").Pixels;
        PixelImage upright = ImageDecoder.Decode(Pictures.WithOrientation(jpeg, orientation), 3, "x").Pixels;
        (int width, int height) = orientation >= 5 ? (16, 24) : (24, 16);
        Assert.Equal((width, height), (upright.Width, upright.Height));

        // Where a pixel of the upright image lies in the stored one, by the table of the EXIF standard.
        (int X, int Y) Stored(int x, int y) => orientation switch
        {
            1 => (x, y),
            2 => (23 - x, y),
            3 => (23 - x, 15 - y),
            4 => (x, 15 - y),
            5 => (y, x),
            6 => (y, 15 - x),
            7 => (23 - y, 15 - x),
            _ => (23 - y, x),
        };
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int sx, int sy) = Stored(x, y);
                Assert.Equal(stored.Pixels.Slice(((sy * 24) + sx) * 3, 3).ToArray(), upright.Pixels.Slice(((y * width) + x) * 3, 3).ToArray());
            }
        }
    }

    [Fact]
    public void A_large_photograph_is_decoded_smaller()
    {
        using SKBitmap bitmap = Pictures.Pattern(800, 640);
        byte[] jpeg = Pictures.Encoded(bitmap, SKEncodedImageFormat.Jpeg, 90);
        DecodedImage small = ImageDecoder.Decode(jpeg, 3, "x", shortSide: 70);
        Assert.InRange(small.Pixels.Height, 140, 320);
        Assert.Equal((double)small.Pixels.Width / 800, small.Scale);
        Assert.Equal(1, ImageDecoder.Decode(jpeg, 3, "x", shortSide: 600).Scale);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    public void Rows_that_are_looked_at_are_those_of_the_whole_image(SKEncodedImageFormat format) => Gen.Select(Gen.Int[1, 70], Gen.Int[1, 70], Gen.Int[0, 80], Gen.Int[50, 100]).Sample(
        (width, height, rows, quality) =>
        {
            using SKBitmap bitmap = Pictures.Pattern(width, height, rows);
            byte[] file = Pictures.Encoded(bitmap, format, quality);
            byte[] whole = ImageDecoder.Decode(file, 3, "x").Pixels.Pixels.ToArray();
            using LentImage part = ImageDecoder.Lend(file, 3, "x", null, (foundWidth, foundHeight) => (foundWidth, foundHeight) == (width, height) ? rows : -1, out double scale);
            int count = Math.Clamp(rows, 1, height) * width * 3;
            Assert.Equal((1.0, height, width), (scale, part.View.Height, part.View.Width));
            Assert.Equal(whole[..count], part.View.ToImage().Pixels[..count].ToArray());
        },
        iter: 200,
        threads: 1);

    [Fact]
    public void Damaged_files_are_named()
    {
        byte[] png = Pictures.Png(40, 30);
        Assert.Equal("a.png: expected an image, found an empty file.", Refused([]).Message);
        Assert.Equal("a.png: expected a JPEG, PNG, WebP, BMP or GIF image, found 4 bytes of something else.", Refused([1, 2, 3, 4]).Message);
        Assert.Equal("a.png: expected a whole Png image, found one that ends too early.", Refused(png[..(png.Length / 2)]).Message);
        byte[] huge = [.. png];
        BinaryPrimitives.WriteInt32BigEndian(huge.AsSpan(16), 30_000);
        BinaryPrimitives.WriteInt32BigEndian(huge.AsSpan(20), 30_000);
        BinaryPrimitives.WriteUInt32BigEndian(huge.AsSpan(29), Crc32.Of(huge.AsSpan(12, 17)));
        Assert.Equal("a.png: expected an image of at most 100,000,000 pixels, found 30000x30000.", Refused(huge).Message);
    }

    private static ImageFileException Refused(byte[] file) => Assert.Throws<ImageFileException>(() => ImageDecoder.Decode(file, 3, "a.png"));

    private static byte[] GreyPng16(params ushort[] values)
    {
        using var file = new MemoryStream();
        void Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
        {
            Span<byte> number = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
            file.Write(number);
            byte[] body = [.. type, .. data];
            file.Write(body);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(body));
            file.Write(number);
        }

        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk("IHDR"u8, [0, 0, 0, (byte)values.Length, 0, 0, 0, 1, 16, 0, 0, 0, 0]);
        using var rows = new MemoryStream();
        using (var zlib = new ZLibStream(rows, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.WriteByte(0);
            foreach (ushort value in values)
            {
                zlib.Write([(byte)(value >> 8), (byte)value]);
            }
        }

        Chunk("IDAT"u8, rows.ToArray());
        Chunk("IEND"u8, []);
        return file.ToArray();
    }
}
