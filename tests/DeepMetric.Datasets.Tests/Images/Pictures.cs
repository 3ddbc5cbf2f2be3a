using SkiaSharp;

namespace DeepMetric.Datasets.Tests.Images;

/// <summary>Makes image files.</summary>
internal static class Pictures
{
    /// <summary>An image of a pattern that has no symmetry.</summary>
    public static SKBitmap Pattern(int width, int height, int seed = 0)
    {
        var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bitmap.SetPixel(x, y, new SKColor((byte)((x * 255 / width) + seed), (byte)(y * 255 / height), (byte)((x + y) * 255 / (width + height))));
            }
        }

        return bitmap;
    }

    public static byte[] Encoded(SKBitmap bitmap, SKEncodedImageFormat format, int quality = 100)
    {
        using SKImage image = SKImage.FromBitmap(bitmap);
        using SKData data = image.Encode(format, quality);
        return data.ToArray();
    }

    public static byte[] Png(int width, int height, int seed = 0)
    {
        using SKBitmap bitmap = Pattern(width, height, seed);
        return Encoded(bitmap, SKEncodedImageFormat.Png);
    }

    /// <summary>The pixels of a bitmap, the channels of a pixel side by side.</summary>
    public static byte[] Pixels(SKBitmap bitmap) =>
        [.. from y in Enumerable.Range(0, bitmap.Height) from x in Enumerable.Range(0, bitmap.Width) let c = bitmap.GetPixel(x, y) from v in (byte[])[c.Red, c.Green, c.Blue] select v];

    /// <summary>A JPEG with the orientation that a camera would note, from 1 to 8.</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }
}
