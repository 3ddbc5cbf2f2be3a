using System.Buffers;
using System.Numerics;

namespace DeepMetric.Datasets;

/// <summary>Scales a box of an image to another size with a triangle filter, widened where it shrinks so that nothing aliases.</summary>
/// <remarks>
/// Each value is the weighted mean of the source values under a triangle of half-width max(1, source pixels per target pixel) around its centre,
/// first along rows, then along columns: what Pillow and torchvision call antialiased bilinear. A box may begin and end between pixels.
/// </remarks>
internal static class Resampling
{
    /// <summary>Scales a box.</summary>
    /// <param name="image">The image.</param>
    /// <param name="box">The box, inside the image.</param>
    /// <param name="height">Rows wanted.</param>
    /// <param name="width">Columns wanted.</param>
    /// <param name="target">Values from 0 to 255, <c>[height × width × channels]</c>, the channels of a pixel side by side.</param>
    public static void Scale(PixelImage image, PixelBox box, int height, int width, Span<float> target)
    {
        int channels = image.Channels;
        ReadOnlySpan<byte> pixels = image.Pixels.Span;
        int rowLength = width * channels;
        if (IsPlainCopy(box, height, width))
        {
            for (int y = 0; y < height; y++)
            {
                ReadOnlySpan<byte> source = pixels.Slice(((((int)box.Top + y) * image.Width) + (int)box.Left) * channels, rowLength);
                Span<float> row = target.Slice(y * rowLength, rowLength);
                for (int i = 0; i < rowLength; i++)
                {
                    row[i] = source[i];
                }
            }

            return;
        }

        var columns = FilterWeights.Of(box.Left, box.Width, image.Width, width);
        var rows = FilterWeights.Of(box.Top, box.Height, image.Height, height);
        float[] narrow = ArrayPool<float>.Shared.Rent(rows.SourceCount * rowLength);
        try
        {
            for (int y = 0; y < rows.SourceCount; y++)
            {
                ReadOnlySpan<byte> source = pixels.Slice((rows.First + y) * image.Width * channels, image.Width * channels);
                AlongRow(source, columns, channels, narrow.AsSpan(y * rowLength, rowLength));
            }

            for (int y = 0; y < height; y++)
            {
                AlongColumns(narrow, rows, y, rowLength, target.Slice(y * rowLength, rowLength));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(narrow);
        }
    }

    /// <summary>Scales a box to bytes, rounded.</summary>
    public static PixelImage ToImage(PixelImage image, PixelBox box, int height, int width)
    {
        int count = height * width * image.Channels;
        float[] values = ArrayPool<float>.Shared.Rent(count);
        try
        {
            Scale(image, box, height, width, values.AsSpan(0, count));
            var pixels = new byte[count];
            for (int i = 0; i < count; i++)
            {
                pixels[i] = (byte)Math.Clamp((int)(values[i] + 0.5f), 0, 255);
            }

            return new(image.Channels, height, width, pixels);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(values);
        }
    }

    private static bool IsPlainCopy(PixelBox box, int height, int width) =>
        box.Width == width && box.Height == height && box.Left == Math.Floor(box.Left) && box.Top == Math.Floor(box.Top);

    private static void AlongRow(ReadOnlySpan<byte> source, FilterWeights filter, int channels, Span<float> target)
    {
        int place = 0;
        for (int x = 0; x < filter.Count; x++)
        {
            ReadOnlySpan<float> weights = filter.WeightsOf(x);
            ReadOnlySpan<byte> window = source[((filter.First + filter.StartOf(x)) * channels)..];
            if (channels == 3)
            {
                float red = 0;
                float green = 0;
                float blue = 0;
                for (int k = 0, s = 0; k < weights.Length; k++, s += 3)
                {
                    float weight = weights[k];
                    red += weight * window[s];
                    green += weight * window[s + 1];
                    blue += weight * window[s + 2];
                }

                target[place] = red;
                target[place + 1] = green;
                target[place + 2] = blue;
                place += 3;
            }
            else
            {
                float grey = 0;
                for (int k = 0; k < weights.Length; k++)
                {
                    grey += weights[k] * window[k];
                }

                target[place++] = grey;
            }
        }
    }

    private static void AlongColumns(float[] narrow, FilterWeights filter, int y, int rowLength, Span<float> target)
    {
        target.Clear();
        ReadOnlySpan<float> weights = filter.WeightsOf(y);
        for (int k = 0; k < weights.Length; k++)
        {
            float weight = weights[k];
            ReadOnlySpan<float> row = narrow.AsSpan((filter.StartOf(y) + k) * rowLength, rowLength);
            int i = 0;
            for (; i <= rowLength - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> sum = new Vector<float>(target[i..]) + (new Vector<float>(row[i..]) * weight);
                sum.CopyTo(target[i..]);
            }

            for (; i < rowLength; i++)
            {
                target[i] += weight * row[i];
            }
        }
    }
}
