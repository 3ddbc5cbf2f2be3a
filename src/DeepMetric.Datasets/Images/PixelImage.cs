namespace DeepMetric.Datasets;

/// <summary>A decoded image: one byte a value, the channels of a pixel side by side, row after row.</summary>
public sealed record PixelImage
{
    /// <summary>Joins pixels and sizes.</summary>
    /// <param name="channels">1 (grey) or 3 (red, green, blue).</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="pixels">The values, <c>[height × width × channels]</c>.</param>
    /// <exception cref="ArgumentException">The sizes do not fit the values.</exception>
    public PixelImage(int channels, int height, int width, ReadOnlyMemory<byte> pixels)
    {
        if (channels is not (1 or 3) || height < 1 || width < 1 || (long)channels * height * width != pixels.Length)
        {
            throw new ArgumentException($"Expected 1 or 3 channels and a value for each, found {channels} channels, {width}x{height} pixels and {pixels.Length} values.", nameof(pixels));
        }

        Channels = channels;
        Height = height;
        Width = width;
        Pixels = pixels;
    }

    /// <summary>1 (grey) or 3 (red, green, blue).</summary>
    public int Channels { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>The values, <c>[height × width × channels]</c>.</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>The whole image as a box.</summary>
    public PixelBox Bounds => new(0, 0, Width, Height);
}
