using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SkiaSharp;

namespace DeepMetric.Datasets;

/// <summary>Lays decoded pixels out upright and in the channels asked for.</summary>
internal static class UprightPixels
{
    private const int BytesPerPixel = 4;
    private const int RedPart = 19595;
    private const int GreenPart = 38470;
    private const int BluePart = 7471;
    private const int Half = 1 << 15;

    // Red, green and blue of four pixels, without what lies between them; the last four places are of no account.
    private static readonly Vector128<byte> _colours = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15);

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
        ReadOnlySpan<uint> pixels = MemoryMarshal.Cast<byte, uint>(rgba);
        (int outWidth, int outHeight) = SizeOf(width, height, origin);
        (int start, int alongRow, int alongColumn) = Walk(origin, width, height);
        for (int y = 0; y < outHeight; y++)
        {
            int source = start + (y * alongColumn);
            Span<byte> row = target.Slice(y * outWidth * channels, outWidth * channels);
            if (channels == 3)
            {
                LayRow(pixels, source, alongRow, row);
            }
            else
            {
                int done = alongRow == 1 ? LayGreys(pixels.Slice(source, outWidth), row) : 0;
                LayGreyRow(pixels, source + (done * alongRow), alongRow, row[done..]);
            }
        }
    }

    /// <summary>Copies the first three bytes of every four.</summary>
    public static void DropFourth(ReadOnlySpan<byte> pixels, Span<byte> target)
    {
        int source = 0;
        int place = 0;
        for (; place <= target.Length - Vector128<byte>.Count; source += 16, place += 12)
        {
            // Sixteen bytes are written, of which the next four pixels overwrite the last four.
            Vector128.Shuffle(Vector128.Create(pixels.Slice(source, 16)), _colours).CopyTo(target[place..]);
        }

        for (; place < target.Length; source += BytesPerPixel, place += 3)
        {
            pixels.Slice(source, 3).CopyTo(target[place..]);
        }
    }

    /// <summary>The grey value of a colour by ITU-R BT.601: 0.299 red + 0.587 green + 0.114 blue, rounded.</summary>
    public static byte Luma(int red, int green, int blue) => (byte)(((RedPart * red) + (GreenPart * green) + (BluePart * blue) + Half) >> 16);

    private static void LayRow(ReadOnlySpan<uint> pixels, int source, int step, Span<byte> row)
    {
        for (int place = 0; place < row.Length; place += 3, source += step)
        {
            (int red, int green, int blue) = OnWhite(pixels[source]);
            row[place] = (byte)red;
            row[place + 1] = (byte)green;
            row[place + 2] = (byte)blue;
        }
    }

    private static void LayGreyRow(ReadOnlySpan<uint> pixels, int source, int step, Span<byte> row)
    {
        foreach (ref byte grey in row)
        {
            (int red, int green, int blue) = OnWhite(pixels[source]);
            grey = Luma(red, green, blue);
            source += step;
        }
    }

    /// <summary>As <see cref="LayGreyRow"/> for pixels that lie in their order, as far as they fill vectors.</summary>
    /// <returns>The number of pixels done.</returns>
    private static int LayGreys(ReadOnlySpan<uint> pixels, Span<byte> row)
    {
        int x = 0;
        for (; BitConverter.IsLittleEndian && x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            ReadOnlySpan<uint> place = pixels[x..];
            Vector<ushort> low = Vector.Narrow(Greys(place), Greys(place[Vector<uint>.Count..]));
            Vector<ushort> high = Vector.Narrow(Greys(place[(2 * Vector<uint>.Count)..]), Greys(place[(3 * Vector<uint>.Count)..]));
            Vector.Narrow(low, high).CopyTo(row[x..]);
        }

        return x;
    }

    private static Vector<uint> Greys(ReadOnlySpan<uint> pixels)
    {
        var pixel = new Vector<uint>(pixels);
        var mask = new Vector<uint>(255);
        Vector<uint> white = mask - (pixel >>> 24);
        Vector<uint> red = (pixel & mask) + white;
        Vector<uint> green = ((pixel >>> 8) & mask) + white;
        Vector<uint> blue = ((pixel >>> 16) & mask) + white;
        return ((red * RedPart) + (green * GreenPart) + (blue * BluePart) + new Vector<uint>(Half)) >>> 16;
    }

    private static (int Red, int Green, int Blue) OnWhite(uint stored)
    {
        uint pixel = BitConverter.IsLittleEndian ? stored : BinaryPrimitives.ReverseEndianness(stored);
        int white = 255 - (int)(pixel >> 24);
        return ((int)(pixel & 255) + white, (int)((pixel >> 8) & 255) + white, (int)((pixel >> 16) & 255) + white);
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
