namespace DeepMetric.Datasets;

/// <summary>Keeps all decoded images in memory.</summary>
internal sealed class MemoryStore : ImageStore
{
    private readonly PixelImage?[] _images;

    private MemoryStore(PixelImage?[] images)
    {
        _images = images;
    }

    public override int Count => _images.Length;

    public override PixelImage Get(int index) => _images[index]!;

    /// <summary>Decodes all images on all cores.</summary>
    /// <param name="source">Decodes one.</param>
    /// <param name="broken">Told of each image that cannot be read, in any order; nobody may ask for it afterwards.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops.</param>
    public static MemoryStore Fill(ImageStore source, Action<int, ImageFileException> broken, IProgress<ImageProgress>? progress, CancellationToken cancellation)
    {
        var images = new PixelImage?[source.Count];
        EachImage.Of(source, (place, lent) => images[place] = lent.Keep(), broken, progress, cancellation);
        return new(images);
    }
}
