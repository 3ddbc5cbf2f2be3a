using System.Numerics;
using System.Runtime.InteropServices;

namespace DeepMetric.Datasets;

/// <summary>Cuts, scales, varies and normalises decoded images.</summary>
internal sealed class ImageView
{
    private const int CropAttempts = 10;
    private static readonly float[] _one = [1, 1, 1];
    private static readonly float[] _zero = [0, 0, 0];
    private readonly ImagePreparation _preparation;
    private readonly Augmentation _augmentation;
    private readonly float[] _factor;
    private readonly float[] _offset;

    public ImageView(ImagePreparation preparation, Augmentation augmentation)
    {
        _preparation = preparation;
        _augmentation = augmentation;
        _factor = [.. preparation.Deviation.Select(deviation => (float)(1 / (255 * deviation)))];
        _offset = [.. preparation.Mean.Zip(preparation.Deviation, (mean, deviation) => (float)(-mean / deviation))];
    }

    /// <summary>The image as it is evaluated.</summary>
    /// <param name="image">The decoded image.</param>
    /// <param name="target">The values, <c>[channels, size, size]</c>.</param>
    public void Evaluate(PixelView image, Span<float> target) =>
        Resampling.Scale(image, CentredBox(image.Width, image.Height), _preparation.Size, _preparation.Size, mirrored: false, _factor, _offset, target);

    /// <summary>The part of the image that is evaluated, as pixels.</summary>
    /// <param name="image">The decoded image.</param>
    /// <param name="largestSide">The most pixels of a side.</param>
    public PixelImage Picture(PixelView image, int largestSide)
    {
        int side = Math.Min(_preparation.Size, largestSide);
        return Resampling.ToImage(image, CentredBox(image.Width, image.Height), side, side);
    }

    /// <summary>The part of an image that is evaluated.</summary>
    /// <param name="width">The image's columns.</param>
    /// <param name="height">The image's rows.</param>
    public PixelBox CentredBox(int width, int height)
    {
        if (_preparation.Squash || (width == _preparation.Size && height == _preparation.Size))
        {
            return new(0, 0, width, height);
        }

        double side = Math.Min(width, height) * _preparation.CenterCrop;
        return new((width - side) / 2, (height - side) / 2, side, side);
    }

    /// <summary>Draws the part of an image that is trained on.</summary>
    /// <param name="width">The image's columns.</param>
    /// <param name="height">The image's rows.</param>
    /// <param name="random">Decides the variation.</param>
    public PixelBox DrawBox(int width, int height, SeededRandom random) => _augmentation.SmallestArea < 1 ? RandomBox(width, height, random) : CentredBox(width, height);

    /// <summary>The number of rows of an image, from its top, beyond which nothing is looked at for a part of it.</summary>
    /// <param name="box">The part.</param>
    /// <param name="height">The image's rows.</param>
    public int RowsOf(PixelBox box, int height)
    {
        // As far as the triangle of the last target row reaches, and the weights of 0 that fill its window up.
        double reach = Math.Max(1, box.Height / _preparation.Size);
        return Math.Min(height, (int)Math.Ceiling(box.Top + box.Height + reach) + 2);
    }

    /// <summary>The image as it is trained on.</summary>
    /// <param name="image">The decoded image.</param>
    /// <param name="box">The part of it, of <see cref="DrawBox"/>.</param>
    /// <param name="random">Decides the rest of the variation.</param>
    /// <param name="target">The values, <c>[channels, size, size]</c>.</param>
    public void Vary(PixelView image, PixelBox box, SeededRandom random, Span<float> target)
    {
        int size = _preparation.Size;
        if (_augmentation is { Padding: 0, ColorJitter: 0 })
        {
            Resampling.Scale(image, box, size, size, IsMirrored(random), _factor, _offset, target);
            return;
        }

        Resampling.Scale(image, box, size, size, mirrored: false, _one, _zero, target);
        if (_augmentation.Padding > 0)
        {
            int range = (2 * _augmentation.Padding) + 1;
            Shift(target, random.NextInt(range) - _augmentation.Padding, random.NextInt(range) - _augmentation.Padding);
        }

        bool mirrored = IsMirrored(random);
        if (_augmentation.ColorJitter > 0)
        {
            Colors.Jitter(target, _preparation.Channels, _augmentation.ColorJitter, random);
        }

        Normalize(target, mirrored);
    }

    private bool IsMirrored(SeededRandom random) => _augmentation.Flip && random.NextInt(2) == 1;

    /// <summary>A box of random area and shape, as Inception's crops are drawn (Szegedy et al., CVPR 2015).</summary>
    private PixelBox RandomBox(int width, int height, SeededRandom random)
    {
        double area = (double)width * height;
        double widest = Math.Log(_augmentation.LongestAspect);
        for (int attempt = 0; attempt < CropAttempts; attempt++)
        {
            double share = _augmentation.SmallestArea + ((1 - _augmentation.SmallestArea) * random.NextDouble());
            double aspect = Math.Exp(((2 * random.NextDouble()) - 1) * widest);
            double boxWidth = Math.Sqrt(area * share * aspect);
            double boxHeight = Math.Sqrt(area * share / aspect);
            if (boxWidth <= width && boxHeight <= height)
            {
                return new(random.NextDouble() * (width - boxWidth), random.NextDouble() * (height - boxHeight), boxWidth, boxHeight);
            }
        }

        double side = Math.Min(width, height);
        return new((width - side) / 2, (height - side) / 2, side, side);
    }

    /// <summary>Moves the image; what comes in from outside is black. Rows are taken in an order in which none is overwritten before it is read.</summary>
    private void Shift(Span<float> values, int right, int down)
    {
        int size = _preparation.Size;
        int skipped = Math.Min(Math.Abs(right), size);
        for (int channel = 0; channel < _preparation.Channels; channel++)
        {
            Span<float> plane = values.Slice(channel * size * size, size * size);
            for (int step = 0; step < size; step++)
            {
                int y = down > 0 ? size - 1 - step : step;
                Span<float> target = plane.Slice(y * size, size);
                int source = y - down;
                if ((uint)source >= (uint)size)
                {
                    target.Clear();
                    continue;
                }

                ReadOnlySpan<float> moved = plane.Slice((source * size) + (right < 0 ? skipped : 0), size - skipped);
                moved.CopyTo(target[(right > 0 ? skipped : 0)..]);
                (right > 0 ? target[..skipped] : target[(size - skipped)..]).Clear();
            }
        }
    }

    /// <summary>Normalises values from 0 to 255 in place.</summary>
    private void Normalize(Span<float> values, bool mirrored)
    {
        int size = _preparation.Size;
        for (int channel = 0; channel < _preparation.Channels; channel++)
        {
            Span<float> plane = values.Slice(channel * size * size, size * size);
            for (int y = 0; mirrored && y < size; y++)
            {
                plane.Slice(y * size, size).Reverse();
            }

            foreach (ref Vector<float> value in MemoryMarshal.Cast<float, Vector<float>>(plane))
            {
                value = (value * _factor[channel]) + new Vector<float>(_offset[channel]);
            }

            foreach (ref float value in plane[^(plane.Length % Vector<float>.Count)..])
            {
                value = (value * _factor[channel]) + _offset[channel];
            }
        }
    }
}
