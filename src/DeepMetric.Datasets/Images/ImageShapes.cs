using SkiaSharp;

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
        Shape[] shapes = ShapesOf(index);
        int channels = shapes.Length > 0 && shapes.All(shape => shape.Grey) ? 1 : 3;
        bool native = shapes is [{ Width: >= 4 and <= LargestNativeSide } first, ..] && shapes.All(shape => shape.Width == first.Width && shape.Height == first.Width);
        return ImagePreparation.For(native ? shapes[0].Width : PhotographSide, channels);
    }

    /// <summary>Small images that are taken as they are get padded crops, others boxes of random size.</summary>
    public static Augmentation SuggestAugmentation(ImagePreparation preparation, ImageIndex index) =>
        preparation.Size <= LargestNativeSide && ShapesOf(index).All(shape => shape.Width == preparation.Size && shape.Height == preparation.Size)
            ? Augmentation.PadAndCrop
            : Augmentation.ResizedCrop;

    private static Shape[] ShapesOf(ImageIndex index)
    {
        int count = Math.Min(Looked, index.Items.Count);
        return [.. Enumerable.Range(0, count).Select(i => ShapeOf(index, index.Items[(int)((long)i * index.Items.Count / count)])).OfType<Shape>()];
    }

    private static Shape? ShapeOf(ImageIndex index, ImageItem item)
    {
        if (item.Raw is { } raw)
        {
            return new(raw.Width, raw.Height, raw.Channels == 1);
        }

        // What cannot be read is named when it is decoded.
        string file = index.FileOf(item);
        using SKCodec? codec = File.Exists(file) ? SKCodec.Create(file) : null;
        return codec is null ? null : new(codec.Info.Width, codec.Info.Height, codec.Info.ColorType == SKColorType.Gray8);
    }

    private sealed record Shape(int Width, int Height, bool Grey);
}
