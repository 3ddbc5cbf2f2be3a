namespace DeepMetric.Datasets;

/// <summary>A picture on a contact sheet.</summary>
public sealed record ContactSheetTile
{
    /// <summary>Joins pixels and caption.</summary>
    /// <param name="caption">What stands below the picture; may be empty.</param>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="pixels">Red, green and blue of each pixel, row after row, <c>[height × width × 3]</c>.</param>
    /// <exception cref="ArgumentException">There are not as many bytes as the size asks for.</exception>
    public ContactSheetTile(string caption, int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(caption);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.LongLength != (Int128)width * height * 3)
        {
            throw new ArgumentException($"Expected {(Int128)width * height * 3} bytes for a picture of {width}x{height}, found {pixels.Length}.", nameof(pixels));
        }

        Caption = caption;
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>What stands below the picture; may be empty.</summary>
    public string Caption { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Red, green and blue of each pixel, row after row, <c>[height × width × 3]</c>.</summary>
    public byte[] Pixels { get; }

    /// <summary>A tile that shows a decoded image.</summary>
    /// <param name="caption">What stands below the picture; may be empty.</param>
    /// <param name="image">The image; grey values become equal colours.</param>
    public static ContactSheetTile From(string caption, PixelImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new(caption, image.Width, image.Height, image.Channels == 3 ? image.Pixels.ToArray() : [.. image.Pixels.ToArray().SelectMany(value => (byte[])[value, value, value])]);
    }

    /// <summary>A tile that shows the values that a net takes.</summary>
    /// <param name="caption">What stands below the picture; may be empty.</param>
    /// <param name="values">The values, channel after channel, <c>[channels, rows, columns]</c>.</param>
    /// <param name="shape">The sizes, with 1 (grey) or 3 (red, green, blue) channels.</param>
    /// <param name="preparation">The normalisation to undo; null for values from 0 to 1. Values outside are shown as the nearest that can be.</param>
    /// <exception cref="ArgumentException">The sizes are no image's, or do not fit the values.</exception>
    public static ContactSheetTile From(string caption, ReadOnlySpan<float> values, IReadOnlyList<int> shape, ImagePreparation? preparation = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape is not [1 or 3, > 0, > 0] || (long)shape[0] * shape[1] * shape[2] != values.Length || (preparation is not null && preparation.Channels != shape[0]))
        {
            throw new ArgumentException($"Expected an image of 1 or 3 channels and a value for each pixel and channel, found [{string.Join(", ", shape)}] and {values.Length} values.", nameof(shape));
        }

        int area = shape[1] * shape[2];
        var pixels = new byte[3 * area];
        for (int i = 0; i < pixels.Length; i++)
        {
            int channel = shape[0] == 1 ? 0 : i % 3;
            double value = values[(channel * area) + (i / 3)];
            double shown = preparation is null ? value : (value * preparation.Deviation[channel]) + preparation.Mean[channel];
            pixels[i] = (byte)Math.Round(255 * (shown > 0 ? Math.Min(shown, 1) : 0));
        }

        return new(caption, shape[2], shape[1], pixels);
    }
}
