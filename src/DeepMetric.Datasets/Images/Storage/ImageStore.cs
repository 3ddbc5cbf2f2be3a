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
    /// <param name="index">Its place.</param>
    /// <param name="rows">Gives, for a width and a height, the number of rows from the top that are looked at; those below may hold anything. Null for all.</param>
    public virtual LentImage Lend(int index, Func<int, int, int>? rows = null) => new(Get(index));
}
