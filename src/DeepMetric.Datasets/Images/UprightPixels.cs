using SkiaSharp;

namespace DeepMetric.Datasets;

/// <summary>Lays decoded pixels out upright and in the channels asked for.</summary>
internal static class UprightPixels
{
    private const int BytesPerPixel = 4;

    /// <summary>Turns premultiplied RGBA, as a camera may have stored it lying or mirrored, into upright pixels on white.</summary>
    public static PixelImage Of(byte[] rgba, int width, int height, int channels, SKEncodedOrigin origin)
    {
        bool lies = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        (int outWidth, int outHeight) = lies ? (height, width) : (width, height);
        var pixels = new byte[outWidth * outHeight * channels];
        (long start, long alongRow, long alongColumn) = Walk(origin, width, height);
        int target = 0;
        for (int y = 0; y < outHeight; y++)
        {
            long source = (start + (y * alongColumn)) * BytesPerPixel;
            for (int x = 0; x < outWidth; x++, source += alongRow * BytesPerPixel)
            {
                int white = 255 - rgba[source + 3];
                int red = rgba[source] + white;
                int green = rgba[source + 1] + white;
                int blue = rgba[source + 2] + white;
                if (channels == 3)
                {
                    pixels[target] = (byte)red;
                    pixels[target + 1] = (byte)green;
                    pixels[target + 2] = (byte)blue;
                    target += 3;
                }
                else
                {
                    pixels[target++] = Luma(red, green, blue);
                }
            }
        }

        return new(channels, outHeight, outWidth, pixels);
    }

    /// <summary>The grey value of a colour by ITU-R BT.601: 0.299 red + 0.587 green + 0.114 blue, rounded.</summary>
    public static byte Luma(int red, int green, int blue) => (byte)(((19595 * red) + (38470 * green) + (7471 * blue) + 32768) >> 16);

    /// <summary>The stored pixel that comes first, and the steps, in pixels, to the next one along an upright row and column.</summary>
    private static (long Start, long AlongRow, long AlongColumn) Walk(SKEncodedOrigin origin, int width, int height)
    {
        long last = ((long)width * height) - 1;
        return origin switch
        {
            SKEncodedOrigin.TopRight => (width - 1, -1, width),
            SKEncodedOrigin.BottomRight => (last, -1, -width),
            SKEncodedOrigin.BottomLeft => (last - width + 1, 1, -width),
            SKEncodedOrigin.LeftTop => (0, width, 1),
            SKEncodedOrigin.RightTop => (last - width + 1, -width, 1),
            SKEncodedOrigin.RightBottom => (last, -width, -1),
            SKEncodedOrigin.LeftBottom => (width - 1, width, -1),
            _ => (0, 1, width),
        };
    }
}
