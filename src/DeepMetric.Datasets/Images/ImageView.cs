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
        Resampling.Scale(image, CentredBox(image), _preparation.Size, _preparation.Size, mirrored: false, _factor, _offset, target);

    /// <summary>The part of the image that is evaluated, as pixels.</summary>
    /// <param name="image">The decoded image.</param>
    /// <param name="largestSide">The most pixels of a side.</param>
    public PixelImage Picture(PixelView image, int largestSide)
    {
        int side = Math.Min(_preparation.Size, largestSide);
        return Resampling.ToImage(image, CentredBox(image), side, side);
    }

    /// <summary>The image as it is trained on.</summary>
    /// <param name="image">The decoded image.</param>
    /// <param name="random">Decides the variation.</param>
    /// <param name="target">The values, <c>[channels, size, size]</c>.</param>
    public void Vary(PixelView image, SeededRandom random, Span<float> target)
    {
        int size = _preparation.Size;
        PixelBox box = _augmentation.SmallestArea < 1 ? RandomBox(image, random) : CentredBox(image);
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

    private PixelBox CentredBox(PixelView image)
    {
        if (_preparation.Squash || (image.Width == _preparation.Size && image.Height == _preparation.Size))
        {
            return image.Bounds;
        }

        double side = Math.Min(image.Width, image.Height) * _preparation.CenterCrop;
        return new((image.Width - side) / 2, (image.Height - side) / 2, side, side);
    }

    /// <summary>A box of random area and shape, as Inception's crops are drawn (Szegedy et al., CVPR 2015).</summary>
    private PixelBox RandomBox(PixelView image, SeededRandom random)
    {
        double area = (double)image.Width * image.Height;
        double widest = Math.Log(_augmentation.LongestAspect);
        for (int attempt = 0; attempt < CropAttempts; attempt++)
        {
            double share = _augmentation.SmallestArea + ((1 - _augmentation.SmallestArea) * random.NextDouble());
            double aspect = Math.Exp(((2 * random.NextDouble()) - 1) * widest);
            double width = Math.Sqrt(area * share * aspect);
            double height = Math.Sqrt(area * share / aspect);
            if (width <= image.Width && height <= image.Height)
            {
                return new(random.NextDouble() * (image.Width - width), random.NextDouble() * (image.Height - height), width, height);
            }
        }

        double side = Math.Min(image.Width, image.Height);
        return new((image.Width - side) / 2, (image.Height - side) / 2, side, side);
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
