using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SkiaSharp;

namespace DeepMetric.Datasets;

/// <summary>Lays decoded pixels out upright and in the channels asked for.</summary>
internal static class UprightPixels
{
    private const int BytesPerPixel = 4;

    // Red, green and blue of four pixels, without what lies between them; the last four places are of no account.
    private static readonly Vector128<byte> _colours = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15);
    private static readonly Vector128<byte> _alphas = Vector128.Create((byte)3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15);

    /// <summary>The upright size of an image that is stored as a camera held it.</summary>
    public static (int Width, int Height) SizeOf(int width, int height, SKEncodedOrigin origin) =>
        origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom ? (height, width) : (width, height);

    /// <summary>Turns premultiplied RGBA, as a camera may have stored it lying or mirrored, into upright pixels on white.</summary>
    /// <param name="rgba">The pixels as stored.</param>
    /// <param name="width">Their columns.</param>
    /// <param name="height">Their rows.</param>
    /// <param name="channels">1 for grey values, 3 for colours.</param>
    /// <param name="origin">How they are stored.</param>
    /// <param name="target">The values, <c>[upright height × upright width × channels]</c>.</param>
    public static void Lay(ReadOnlySpan<byte> rgba, int width, int height, int channels, SKEncodedOrigin origin, Span<byte> target)
    {
        if (origin is SKEncodedOrigin.Default && channels == 3)
        {
            DropAlpha(rgba[..(width * height * BytesPerPixel)], target);
            return;
        }

        (int outWidth, int outHeight) = SizeOf(width, height, origin);
        (int start, int alongRow, int alongColumn) = Walk(origin, width, height);
        ReadOnlySpan<uint> pixels = MemoryMarshal.Cast<byte, uint>(rgba);
        int place = 0;
        for (int y = 0; y < outHeight; y++)
        {
            int source = start + (y * alongColumn);
            for (int x = 0; x < outWidth; x++, source += alongRow)
            {
                uint pixel = BitConverter.IsLittleEndian ? pixels[source] : BinaryPrimitives.ReverseEndianness(pixels[source]);
                int white = 255 - (int)(pixel >> 24);
                int red = (int)(pixel & 255) + white;
                int green = (int)((pixel >> 8) & 255) + white;
                int blue = (int)((pixel >> 16) & 255) + white;
                if (channels == 3)
                {
                    target[place] = (byte)red;
                    target[place + 1] = (byte)green;
                    target[place + 2] = (byte)blue;
                    place += 3;
                }
                else
                {
                    target[place++] = Luma(red, green, blue);
                }
            }
        }
    }

    /// <summary>The grey value of a colour by ITU-R BT.601: 0.299 red + 0.587 green + 0.114 blue, rounded.</summary>
    public static byte Luma(int red, int green, int blue) => (byte)(((19595 * red) + (38470 * green) + (7471 * blue) + 32768) >> 16);

    /// <summary>Premultiplied pixels on white, in the order in which they are stored, four at a time.</summary>
    private static void DropAlpha(ReadOnlySpan<byte> rgba, Span<byte> target)
    {
        int source = 0;
        int place = 0;
        for (; place <= target.Length - Vector128<byte>.Count; source += 16, place += 12)
        {
            var pixels = Vector128.Create(rgba.Slice(source, 16));
            Vector128<byte> white = ~Vector128.Shuffle(pixels, _alphas);

            // Sixteen bytes are written, of which the next four pixels overwrite the last four.
            Vector128.Shuffle(pixels + white, _colours).CopyTo(target[place..]);
        }

        for (; source < rgba.Length; source += BytesPerPixel, place += 3)
        {
            int white = 255 - rgba[source + 3];
            target[place] = (byte)(rgba[source] + white);
            target[place + 1] = (byte)(rgba[source + 1] + white);
            target[place + 2] = (byte)(rgba[source + 2] + white);
        }
    }

    /// <summary>The stored pixel that comes first, and the steps, in pixels, to the next one along an upright row and column.</summary>
    private static (int Start, int AlongRow, int AlongColumn) Walk(SKEncodedOrigin origin, int width, int height)
    {
        int last = (width * height) - 1;
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
