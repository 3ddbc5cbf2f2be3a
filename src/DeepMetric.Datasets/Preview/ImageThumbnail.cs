namespace DeepMetric.Datasets;

/// <summary>Small copies of images, to be looked at.</summary>
public static class ImageThumbnail
{
    /// <summary>Decodes an image in colour, upright and whole, and shrinks it; the proportions stay.</summary>
    /// <param name="index">The images.</param>
    /// <param name="item">One of them.</param>
    /// <param name="side">How small the shorter side may become, in pixels; it may come out up to twice that.</param>
    /// <exception cref="ImageFileException">The image cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The side is out of range.</exception>
    public static PixelImage Of(ImageIndex index, ImageItem item, int side)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(item);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, 4096);
        var one = new ImageIndex(index.Name, index.Root, [item], index.ClassNames, index.CategoryNames);
        return new DecodingStore(one, ImagePreparation.For(side, channels: 3) with { CenterCrop = 1 }).Get(0);
    }
}
