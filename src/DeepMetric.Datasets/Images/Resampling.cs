using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DeepMetric.Datasets;

/// <summary>Scales a box of an image to another size with a triangle filter, widened where it shrinks so that nothing aliases.</summary>
/// <remarks>
/// Each value is the weighted mean of the source values under a triangle of half-width max(1, source pixels per target pixel) around its centre,
/// first along rows, then along columns: what Pillow and torchvision call antialiased bilinear. A box may begin and end between pixels. The sums are taken in one
/// order whatever the width of the processor's vectors, without fused multiplications, so the values are the same on all of them.
/// </remarks>
internal static class Resampling
{
    // Lanes that a vector of four reads or writes behind the last value of a row.
    private const int Overhang = 4;

    /// <summary>Scales a box; the channels come out one after the other.</summary>
    /// <param name="image">The image.</param>
    /// <param name="box">The box, inside the image.</param>
    /// <param name="height">Rows wanted.</param>
    /// <param name="width">Columns wanted.</param>
    /// <param name="mirrored">Whether left and right are exchanged.</param>
    /// <param name="factors">What the values, from 0 to 255, are multiplied by, <c>[channels]</c>.</param>
    /// <param name="offsets">What is then added, <c>[channels]</c>.</param>
    /// <param name="target">The values, <c>[channels × height × width]</c>.</param>
    public static void Scale(PixelImage image, PixelBox box, int height, int width, bool mirrored, ReadOnlySpan<float> factors, ReadOnlySpan<float> offsets, Span<float> target)
    {
        int channels = image.Channels;
        using var columns = FilterWeights.Of(box.Left, box.Width, image.Width, width, mirrored);
        using var rows = FilterWeights.Of(box.Top, box.Height, image.Height, height);
        int rowLength = width * channels;
        float[] narrow = Narrow(image, columns, rows, bySide: false);
        for (int channel = 0; channel < channels; channel++)
        {
            for (int y = 0; y < height; y++)
            {
                Combine(
                    narrow.AsSpan((rows.StartOf(y) * rowLength) + (channel * width)), rowLength, rows.WeightsOf(y), factors[channel], offsets[channel],
                    target.Slice(((channel * height) + y) * width, width));
            }
        }

        ArrayPool<float>.Shared.Return(narrow);
    }

    /// <summary>Scales a box to bytes, rounded.</summary>
    /// <param name="image">The image.</param>
    /// <param name="box">The box, inside the image.</param>
    /// <param name="height">Rows wanted.</param>
    /// <param name="width">Columns wanted.</param>
    /// <param name="target">The values, <c>[height × width × channels]</c>, the channels of a pixel side by side.</param>
    public static void ToBytes(PixelImage image, PixelBox box, int height, int width, Span<byte> target)
    {
        using var columns = FilterWeights.Of(box.Left, box.Width, image.Width, width);
        using var rows = FilterWeights.Of(box.Top, box.Height, image.Height, height);
        int rowLength = width * image.Channels;
        float[] narrow = Narrow(image, columns, rows, bySide: true);
        float[] row = ArrayPool<float>.Shared.Rent(rowLength);
        for (int y = 0; y < height; y++)
        {
            // Half is added so that cutting off rounds.
            Combine(narrow.AsSpan(rows.StartOf(y) * rowLength), rowLength, rows.WeightsOf(y), 1, 0.5f, row.AsSpan(0, rowLength));
            Cut(row.AsSpan(0, rowLength), target.Slice(y * rowLength, rowLength));
        }

        ArrayPool<float>.Shared.Return(row);
        ArrayPool<float>.Shared.Return(narrow);
    }

    /// <summary>Scales a box to an image of bytes, rounded.</summary>
    public static PixelImage ToImage(PixelImage image, PixelBox box, int height, int width)
    {
        var pixels = new byte[height * width * image.Channels];
        ToBytes(image, box, height, width, pixels);
        return new(image.Channels, height, width, pixels);
    }

    /// <summary>Each source row that is needed, scaled along itself; rented.</summary>
    private static float[] Narrow(PixelImage image, FilterWeights columns, FilterWeights rows, bool bySide)
    {
        int channels = image.Channels;
        ReadOnlySpan<byte> pixels = image.Pixels.Span;
        int rowLength = columns.Count * channels;
        int sourceLength = columns.SourceCount * channels;
        float[] narrow = ArrayPool<float>.Shared.Rent((rows.SourceCount * rowLength) + Overhang);
        float[] source = ArrayPool<float>.Shared.Rent(sourceLength + Overhang);
        source.AsSpan(sourceLength, Overhang).Clear();
        for (int y = 0; y < rows.SourceCount; y++)
        {
            Widen(pixels.Slice((((rows.First + y) * image.Width) + columns.First) * channels, sourceLength), source);
            Span<float> target = narrow.AsSpan(y * rowLength, rowLength + Overhang);
            if (channels == 1)
            {
                AlongGreyRow(source, columns, target);
            }
            else if (bySide)
            {
                AlongRowBySide(source, columns, target);
            }
            else
            {
                AlongRowByChannel(source, columns, target);
            }
        }

        ArrayPool<float>.Shared.Return(source);
        return narrow;
    }

    private static void Widen(ReadOnlySpan<byte> source, Span<float> target)
    {
        int i = 0;
        for (; i <= source.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(source[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
            Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
            Span<float> place = target[i..];
            Vector.ConvertToSingle(first.As<uint, int>()).CopyTo(place);
            Vector.ConvertToSingle(second.As<uint, int>()).CopyTo(place[Vector<float>.Count..]);
            Vector.ConvertToSingle(third.As<uint, int>()).CopyTo(place[(2 * Vector<float>.Count)..]);
            Vector.ConvertToSingle(fourth.As<uint, int>()).CopyTo(place[(3 * Vector<float>.Count)..]);
        }

        for (; i < source.Length; i++)
        {
            target[i] = source[i];
        }
    }

    private static void AlongGreyRow(ReadOnlySpan<float> source, FilterWeights filter, Span<float> target)
    {
        for (int x = 0; x < filter.Count; x++)
        {
            ReadOnlySpan<float> weights = filter.WeightsOf(x);
            ReadOnlySpan<float> window = source.Slice(filter.StartOf(x), weights.Length);
            float sum = 0;
            for (int k = 0; k < weights.Length; k++)
            {
                sum += weights[k] * window[k];
            }

            target[x] = sum;
        }
    }

    /// <summary>Red, green and blue of a pixel side by side, as they come.</summary>
    private static void AlongRowBySide(ReadOnlySpan<float> source, FilterWeights filter, Span<float> target)
    {
        for (int x = 0; x < filter.Count; x++)
        {
            // The fourth lane is overwritten by the next pixel, and behind the last one there is room for it.
            PixelAt(source, filter, x).CopyTo(target[(3 * x)..]);
        }
    }

    /// <summary>All reds of the row, then all greens, then all blues.</summary>
    private static void AlongRowByChannel(ReadOnlySpan<float> source, FilterWeights filter, Span<float> target)
    {
        int width = filter.Count;
        int x = 0;
        for (; x <= width - 4; x += 4)
        {
            (Vector128<float> red, Vector128<float> green, Vector128<float> blue) = PixelLanes.Split(
                PixelAt(source, filter, x), PixelAt(source, filter, x + 1), PixelAt(source, filter, x + 2), PixelAt(source, filter, x + 3));
            red.CopyTo(target[x..]);
            green.CopyTo(target[(width + x)..]);
            blue.CopyTo(target[((2 * width) + x)..]);
        }

        for (; x < width; x++)
        {
            Vector128<float> pixel = PixelAt(source, filter, x);
            target[x] = pixel[0];
            target[width + x] = pixel[1];
            target[(2 * width) + x] = pixel[2];
        }
    }

    /// <summary>Red, green and blue of a target pixel; what the fourth lane holds is of no account.</summary>
    private static Vector128<float> PixelAt(ReadOnlySpan<float> source, FilterWeights filter, int x)
    {
        ReadOnlySpan<float> weights = filter.WeightsOf(x);
        ref float first = ref MemoryMarshal.GetReference(source.Slice(3 * filter.StartOf(x), (3 * weights.Length) + 1));
        Vector128<float> sum = Vector128.LoadUnsafe(ref first) * weights[0];
        for (int k = 1; k < weights.Length; k++)
        {
            sum += Vector128.LoadUnsafe(ref first, (nuint)(3 * k)) * weights[k];
        }

        return sum;
    }

    /// <summary>The weighted sum of rows that lie <paramref name="stride"/> apart, times a factor, plus an offset.</summary>
    private static void Combine(ReadOnlySpan<float> rows, int stride, ReadOnlySpan<float> weights, float factor, float offset, Span<float> target)
    {
        int length = target.Length;
        ref float first = ref MemoryMarshal.GetReference(rows[..(((weights.Length - 1) * stride) + length)]);
        ref float place = ref MemoryMarshal.GetReference(target);
        var factors = new Vector<float>(factor);
        var offsets = new Vector<float>(offset);
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> sum = Vector.LoadUnsafe(ref first, (nuint)i) * weights[0];
            for (int k = 1; k < weights.Length; k++)
            {
                sum += Vector.LoadUnsafe(ref first, (nuint)((k * stride) + i)) * weights[k];
            }

            ((sum * factors) + offsets).StoreUnsafe(ref place, (nuint)i);
        }

        for (; i < length; i++)
        {
            float sum = rows[i] * weights[0];
            for (int k = 1; k < weights.Length; k++)
            {
                sum += rows[(k * stride) + i] * weights[k];
            }

            target[i] = (sum * factor) + offset;
        }
    }

    /// <summary>Values from 0 to 255 without what comes behind the point.</summary>
    private static void Cut(ReadOnlySpan<float> values, Span<byte> target)
    {
        int step = Vector<byte>.Count;
        int i = 0;
        for (; i <= values.Length - step; i += step)
        {
            ReadOnlySpan<float> place = values[i..];
            Vector<ushort> low = Vector.Narrow(Whole(place), Whole(place[Vector<float>.Count..]));
            Vector<ushort> high = Vector.Narrow(Whole(place[(2 * Vector<float>.Count)..]), Whole(place[(3 * Vector<float>.Count)..]));
            Vector.Narrow(low, high).CopyTo(target[i..]);
        }

        for (; i < values.Length; i++)
        {
            target[i] = (byte)Math.Clamp((int)values[i], 0, 255);
        }
    }

    private static Vector<uint> Whole(ReadOnlySpan<float> values) =>
        Vector.ConvertToInt32(Vector.Min(Vector.Max(new Vector<float>(values), Vector<float>.Zero), new Vector<float>(255))).As<int, uint>();
}
