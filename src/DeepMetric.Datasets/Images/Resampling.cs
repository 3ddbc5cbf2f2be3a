using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
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
    // Room behind a row of values, for what a vector of four writes behind the last pixel's three.
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
    public static void Scale(PixelView image, PixelBox box, int height, int width, bool mirrored, ReadOnlySpan<float> factors, ReadOnlySpan<float> offsets, Span<float> target)
    {
        int channels = image.Channels;
        using var columns = FilterWeights.Of(box.Left, box.Width, image.Width, width, mirrored);
        using var rows = FilterWeights.Of(box.Top, box.Height, image.Height, height);
        int rowLength = width * channels;
        float[] narrow = Narrow(image, columns, rows, bySide: false);
        for (int y = 0; y < height; y++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                Combine(narrow.AsSpan(channel * width), rowLength + Overhang, rows, y, factors[channel], offsets[channel], target.Slice(((channel * height) + y) * width, width));
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
    public static void ToBytes(PixelView image, PixelBox box, int height, int width, Span<byte> target)
    {
        using var columns = FilterWeights.Of(box.Left, box.Width, image.Width, width);
        using var rows = FilterWeights.Of(box.Top, box.Height, image.Height, height);
        int rowLength = width * image.Channels;
        float[] narrow = Narrow(image, columns, rows, bySide: true);
        float[] row = ArrayPool<float>.Shared.Rent(rowLength);
        for (int y = 0; y < height; y++)
        {
            // Half is added so that cutting off rounds.
            Combine(narrow, rowLength + Overhang, rows, y, 1, 0.5f, row.AsSpan(0, rowLength));
            Cut(row.AsSpan(0, rowLength), target.Slice(y * rowLength, rowLength));
        }

        ArrayPool<float>.Shared.Return(row);
        ArrayPool<float>.Shared.Return(narrow);
    }

    /// <summary>Scales a box to an image of bytes, rounded.</summary>
    public static PixelImage ToImage(PixelView image, PixelBox box, int height, int width)
    {
        var pixels = new byte[height * width * image.Channels];
        ToBytes(image, box, height, width, pixels);
        return new(image.Channels, height, width, pixels);
    }

    /// <summary>Each source row that is needed, scaled along itself; rented.</summary>
    private static float[] Narrow(PixelView image, FilterWeights columns, FilterWeights rows, bool bySide)
    {
        int rowLength = columns.Count * image.Channels;
        int pitch = rowLength + Overhang;
        int pixelRow = image.Width * image.Stride;
        ReadOnlySpan<byte> pixels = image.Pixels.Span[(((rows.First * image.Width) + columns.First) * image.Stride)..];
        float[] source = ArrayPool<float>.Shared.Rent(columns.SourceCount * (image.Channels == 1 ? 1 : PixelLanes.Count));

        // One more than there are, because colours are taken two rows at a time.
        float[] narrow = ArrayPool<float>.Shared.Rent((rows.SourceCount + 1) * pitch);
        if (image.Channels == 1)
        {
            for (int y = 0; y < rows.SourceCount; y++)
            {
                Widen(pixels.Slice(y * pixelRow, columns.SourceCount), source);
                AlongGreyRow(source, columns, narrow.AsSpan(y * pitch, rowLength));
            }
        }
        else
        {
            for (int y = 0; y < rows.SourceCount; y += 2)
            {
                ReadOnlySpan<byte> upper = pixels[(y * pixelRow)..];
                PixelLanes.Read(upper, y + 1 < rows.SourceCount ? upper[pixelRow..] : upper, image.Stride, columns.SourceCount, source);
                Span<float> above = narrow.AsSpan(y * pitch, pitch);
                Span<float> below = narrow.AsSpan((y + 1) * pitch, pitch);
                if (bySide)
                {
                    AlongRowsBySide(source, columns, above, below);
                }
                else
                {
                    AlongRowsByChannel(source, columns, above, below);
                }
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
        ReadOnlySpan<int> starts = filter.Starts;
        ReadOnlySpan<float> weights = filter.Weights;
        int taps = filter.Taps;
        for (int x = 0; x < starts.Length; x++)
        {
            ReadOnlySpan<float> window = source.Slice(starts[x], taps);
            float sum = weights[0] * window[0];
            for (int k = 1; k < window.Length; k++)
            {
                sum += weights[k] * window[k];
            }

            target[x] = sum;
            weights = weights[filter.Stride..];
        }
    }

    /// <summary>Two rows, red, green and blue of a pixel side by side, as they come.</summary>
    private static void AlongRowsBySide(ReadOnlySpan<float> source, FilterWeights filter, Span<float> above, Span<float> below)
    {
        ref float first = ref MemoryMarshal.GetReference(source[..(PixelLanes.Count * filter.SourceCount)]);
        ref float weights = ref MemoryMarshal.GetReference(filter.Weights);
        int place = 0;
        foreach (int start in filter.Starts)
        {
            Vector256<float> pixel = PixelLanes.Sum(ref Unsafe.Add(ref first, PixelLanes.Count * start), ref weights, filter.Taps);

            // The fourth lane is overwritten by the next pixel, and behind the last one there is room for it.
            pixel.GetLower().CopyTo(above[place..]);
            pixel.GetUpper().CopyTo(below[place..]);
            weights = ref Unsafe.Add(ref weights, filter.Stride);
            place += 3;
        }
    }

    /// <summary>Two rows, of each all reds, then all greens, then all blues.</summary>
    private static void AlongRowsByChannel(ReadOnlySpan<float> source, FilterWeights filter, Span<float> above, Span<float> below)
    {
        int width = filter.Count;
        ref float first = ref MemoryMarshal.GetReference(source[..(PixelLanes.Count * filter.SourceCount)]);
        ref int starts = ref MemoryMarshal.GetReference(filter.Starts);
        ref float weights = ref MemoryMarshal.GetReference(filter.Weights);
        ref float upper = ref MemoryMarshal.GetReference(above[..(3 * width)]);
        ref float lower = ref MemoryMarshal.GetReference(below[..(3 * width)]);
        int stride = filter.Stride;
        int taps = filter.Taps;
        int x = 0;
        if (taps == 2)
        {
            // What scaling up needs, without a loop over weights.
            for (; x <= width - 4; x += 4)
            {
                Vector256<float> a = PixelLanes.SumOfTwo(ref Unsafe.Add(ref first, PixelLanes.Count * Unsafe.Add(ref starts, x)), ref weights);
                Vector256<float> b = PixelLanes.SumOfTwo(ref Unsafe.Add(ref first, PixelLanes.Count * Unsafe.Add(ref starts, x + 1)), ref Unsafe.Add(ref weights, stride));
                Vector256<float> c = PixelLanes.SumOfTwo(ref Unsafe.Add(ref first, PixelLanes.Count * Unsafe.Add(ref starts, x + 2)), ref Unsafe.Add(ref weights, 2 * stride));
                Vector256<float> d = PixelLanes.SumOfTwo(ref Unsafe.Add(ref first, PixelLanes.Count * Unsafe.Add(ref starts, x + 3)), ref Unsafe.Add(ref weights, 3 * stride));
                PixelLanes.Store(a, b, c, d, ref Unsafe.Add(ref upper, x), ref Unsafe.Add(ref lower, x), width);
                weights = ref Unsafe.Add(ref weights, 4 * stride);
            }
        }

        for (; x <= width - 4; x += 4)
        {
            Vector256<float> a = PixelLanes.Sum(ref Unsafe.Add(ref first, PixelLanes.Count * Unsafe.Add(ref starts, x)), ref weights, taps);
            Vector256<float> b = PixelLanes.Sum(ref Unsafe.Add(ref first, PixelLanes.Count * Unsafe.Add(ref starts, x + 1)), ref Unsafe.Add(ref weights, stride), taps);
            Vector256<float> c = PixelLanes.Sum(ref Unsafe.Add(ref first, PixelLanes.Count * Unsafe.Add(ref starts, x + 2)), ref Unsafe.Add(ref weights, 2 * stride), taps);
            Vector256<float> d = PixelLanes.Sum(ref Unsafe.Add(ref first, PixelLanes.Count * Unsafe.Add(ref starts, x + 3)), ref Unsafe.Add(ref weights, 3 * stride), taps);
            PixelLanes.Store(a, b, c, d, ref Unsafe.Add(ref upper, x), ref Unsafe.Add(ref lower, x), width);
            weights = ref Unsafe.Add(ref weights, 4 * stride);
        }

        for (; x < width; x++)
        {
            Vector256<float> pixel = PixelLanes.Sum(ref Unsafe.Add(ref first, PixelLanes.Count * Unsafe.Add(ref starts, x)), ref weights, taps);
            for (int channel = 0; channel < 3; channel++)
            {
                above[(channel * width) + x] = pixel[channel];
                below[(channel * width) + x] = pixel[4 + channel];
            }

            weights = ref Unsafe.Add(ref weights, stride);
        }
    }

    /// <summary>A row of the target: the weighted sum of source rows that lie <paramref name="pitch"/> apart, times a factor, plus an offset.</summary>
    private static void Combine(ReadOnlySpan<float> narrow, int pitch, FilterWeights filter, int y, float factor, float offset, Span<float> target)
    {
        int length = target.Length;
        ReadOnlySpan<float> weights = filter.Weights.Slice(y * filter.Stride, filter.Taps);
        ReadOnlySpan<float> rows = narrow.Slice(filter.Starts[y] * pitch, ((weights.Length - 1) * pitch) + length);
        ref float first = ref MemoryMarshal.GetReference(rows);
        ref float place = ref MemoryMarshal.GetReference(target);
        var factors = new Vector<float>(factor);
        var offsets = new Vector<float>(offset);
        var weight0 = new Vector<float>(weights[0]);
        int i = 0;
        if (weights.Length == 2)
        {
            // What scaling up needs.
            ref float second = ref Unsafe.Add(ref first, pitch);
            var weight1 = new Vector<float>(weights[1]);
            for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> sum = (Vector.LoadUnsafe(ref first, (nuint)i) * weight0) + (Vector.LoadUnsafe(ref second, (nuint)i) * weight1);
                ((sum * factors) + offsets).StoreUnsafe(ref place, (nuint)i);
            }
        }

        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> sum = Vector.LoadUnsafe(ref first, (nuint)i) * weight0;
            for (int k = 1; k < weights.Length; k++)
            {
                sum += Vector.LoadUnsafe(ref first, (nuint)((k * pitch) + i)) * weights[k];
            }

            ((sum * factors) + offsets).StoreUnsafe(ref place, (nuint)i);
        }

        for (; i < length; i++)
        {
            float sum = rows[i] * weights[0];
            for (int k = 1; k < weights.Length; k++)
            {
                sum += rows[(k * pitch) + i] * weights[k];
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
