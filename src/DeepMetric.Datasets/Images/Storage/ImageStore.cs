namespace DeepMetric.Datasets;

/// <summary>Hands out decoded images, cut to their box where asked for and no larger than needed. Safe from several threads.</summary>
internal abstract class ImageStore
{
    /// <summary>The number of images.</summary>
    public abstract int Count { get; }

    /// <summary>An image.</summary>
    /// <exception cref="ImageFileException">It cannot be read.</exception>
    public abstract PixelImage Get(int index);

    /// <summary>An image to look at and give back, so that its memory can be used again.</summary>
    /// <exception cref="ImageFileException">It cannot be read.</exception>
    public virtual LentImage Lend(int index) => new(Get(index));
}
