namespace DeepMetric.Datasets;

/// <summary>A decoded image to look at until it is given back.</summary>
/// <param name="image">The image.</param>
/// <param name="pixels">The memory of its pixels, given back with it; null where it is somebody else's.</param>
internal readonly struct LentImage(PixelImage image, LentBytes? pixels = null) : IDisposable
{
    /// <summary>The image.</summary>
    public PixelImage Image => image;

    /// <summary>The image with pixels of its own; what was lent is given back.</summary>
    public PixelImage Keep()
    {
        if (pixels is not { } lent)
        {
            return image;
        }

        var kept = new PixelImage(image.Channels, image.Height, image.Width, image.Pixels.ToArray());
        lent.Dispose();
        return kept;
    }

    public void Dispose() => pixels?.Dispose();
}
