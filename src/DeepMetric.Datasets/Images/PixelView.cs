namespace DeepMetric.Datasets;

/// <summary>Pixels to look at: those of an image, or as a decoder wrote them, with a byte between them that says nothing.</summary>
/// <param name="Pixels">The values, row after row without a gap, the channels of a pixel side by side.</param>
/// <param name="Channels">1 (grey) or 3 (red, green, blue).</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Stride">Bytes from a pixel to the next one: the channels, or 4 where there are 3 of them.</param>
internal readonly record struct PixelView(ReadOnlyMemory<byte> Pixels, int Channels, int Height, int Width, int Stride)
{
    /// <summary>The whole image as a box.</summary>
    public PixelBox Bounds => new(0, 0, Width, Height);

    /// <summary>The pixels of an image.</summary>
    public static implicit operator PixelView(PixelImage image) => new(image.Pixels, image.Channels, image.Height, image.Width, image.Channels);

    /// <summary>A copy of its own.</summary>
    public PixelImage ToImage()
    {
        var pixels = new byte[Height * Width * Channels];
        if (Stride == Channels)
        {
            Pixels.Span.CopyTo(pixels);
        }
        else
        {
            UprightPixels.DropFourth(Pixels.Span, pixels);
        }

        return new(Channels, Height, Width, pixels);
    }
}
