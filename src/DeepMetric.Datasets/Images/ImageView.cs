using System.Buffers;

namespace DeepMetric.Datasets;

/// <summary>Cuts, scales, varies and normalises decoded images.</summary>
internal sealed class ImageView
{
    private const int CropAttempts = 10;
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
    public void Evaluate(PixelImage image, Span<float> target)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(target.Length);
        Span<float> pixels = rented.AsSpan(0, target.Length);
        Resampling.Scale(image, CentredBox(image), _preparation.Size, _preparation.Size, pixels);
        Normalize(pixels, mirrored: false, target);
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>The part of the image that is evaluated, as pixels.</summary>
    /// <param name="image">The decoded image.</param>
    /// <param name="largestSide">The most pixels of a side.</param>
    public PixelImage Picture(PixelImage image, int largestSide)
    {
        int side = Math.Min(_preparation.Size, largestSide);
        return Resampling.ToImage(image, CentredBox(image), side, side);
    }

    /// <summary>The image as it is trained on.</summary>
    /// <param name="image">The decoded image.</param>
    /// <param name="random">Decides the variation.</param>
    /// <param name="target">The values, <c>[channels, size, size]</c>.</param>
    public void Vary(PixelImage image, SeededRandom random, Span<float> target)
    {
        int size = _preparation.Size;
        float[] rented = ArrayPool<float>.Shared.Rent(target.Length);
        Span<float> pixels = rented.AsSpan(0, target.Length);
        PixelBox box = _augmentation.SmallestArea < 1 ? RandomBox(image, random) : CentredBox(image);
        Resampling.Scale(image, box, size, size, pixels);
        if (_augmentation.Padding > 0)
        {
            int range = (2 * _augmentation.Padding) + 1;
            Shift(pixels, random.NextInt(range) - _augmentation.Padding, random.NextInt(range) - _augmentation.Padding);
        }

        bool mirrored = _augmentation.Flip && random.NextInt(2) == 1;
        if (_augmentation.ColorJitter > 0)
        {
            Colors.Jitter(pixels, _preparation.Channels, _augmentation.ColorJitter, random);
        }

        Normalize(pixels, mirrored, target);
        ArrayPool<float>.Shared.Return(rented);
    }

    private PixelBox CentredBox(PixelImage image)
    {
        if (_preparation.Squash || (image.Width == _preparation.Size && image.Height == _preparation.Size))
        {
            return image.Bounds;
        }

        double side = Math.Min(image.Width, image.Height) * _preparation.CenterCrop;
        return new((image.Width - side) / 2, (image.Height - side) / 2, side, side);
    }

    /// <summary>A box of random area and shape, as Inception's crops are drawn (Szegedy et al., CVPR 2015).</summary>
    private PixelBox RandomBox(PixelImage image, SeededRandom random)
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
    private void Shift(Span<float> pixels, int right, int down)
    {
        int row = _preparation.Size * _preparation.Channels;
        int skipped = Math.Min(Math.Abs(right) * _preparation.Channels, row);
        for (int step = 0; step < _preparation.Size; step++)
        {
            int y = down > 0 ? _preparation.Size - 1 - step : step;
            Span<float> target = pixels.Slice(y * row, row);
            int source = y - down;
            if ((uint)source >= (uint)_preparation.Size)
            {
                target.Clear();
                continue;
            }

            ReadOnlySpan<float> moved = pixels.Slice((source * row) + (right < 0 ? skipped : 0), row - skipped);
            moved.CopyTo(target[(right > 0 ? skipped : 0)..]);
            (right > 0 ? target[..skipped] : target[(row - skipped)..]).Clear();
        }
    }

    /// <summary>From pixel by pixel, 0 to 255, to channel by channel, normalised.</summary>
    private void Normalize(ReadOnlySpan<float> pixels, bool mirrored, Span<float> target)
    {
        int size = _preparation.Size;
        int channels = _preparation.Channels;
        for (int channel = 0; channel < channels; channel++)
        {
            float factor = _factor[channel];
            float offset = _offset[channel];
            for (int y = 0; y < size; y++)
            {
                Span<float> row = target.Slice(((channel * size) + y) * size, size);
                int source = (y * size * channels) + channel;
                for (int x = 0; x < size; x++, source += channels)
                {
                    row[mirrored ? size - 1 - x : x] = (pixels[source] * factor) + offset;
                }
            }
        }
    }
}
