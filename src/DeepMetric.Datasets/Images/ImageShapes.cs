namespace DeepMetric.Datasets;

/// <summary>What the sizes and colours of a data set's images suggest for their preparation, from a look at some of their headers.</summary>
internal static class ImageShapes
{
    private const int Looked = 64;
    private const int LargestNativeSide = 64;
    private const int PhotographSide = 64;

    /// <summary>Small square images of one size are taken as they are, others scaled to 64 pixels; grey where all are grey.</summary>
    public static ImagePreparation Suggest(ImageIndex index)
    {
        ImageHeader[] shapes = ShapesOf(index);
        int channels = shapes.Length > 0 && shapes.All(shape => shape.IsGrey) ? 1 : 3;
        bool native = shapes is [{ Width: >= 4 and <= LargestNativeSide } first, ..] && shapes.All(shape => shape.Width == first.Width && shape.Height == first.Width);
        return ImagePreparation.For(native ? shapes[0].Width : PhotographSide, channels);
    }

    /// <summary>Small images that are taken as they are get padded crops, others boxes of random size.</summary>
    public static Augmentation SuggestAugmentation(ImagePreparation preparation, ImageIndex index) =>
        preparation.Size <= LargestNativeSide && ShapesOf(index).All(shape => shape.Width == preparation.Size && shape.Height == preparation.Size)
            ? Augmentation.PadAndCrop
            : Augmentation.ResizedCrop;

    // What cannot be read is named when it is decoded.
    private static ImageHeader[] ShapesOf(ImageIndex index)
    {
        int count = Math.Min(Looked, index.Items.Count);
        return [.. Enumerable.Range(0, count).Select(i => ImageHeader.TryRead(index, index.Items[(int)((long)i * index.Items.Count / count)])).OfType<ImageHeader>()];
    }
}
