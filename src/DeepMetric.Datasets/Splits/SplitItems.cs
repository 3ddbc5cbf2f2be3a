using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DeepMetric.Datasets;

/// <summary>A data set's items as plans are made for them: the very items that loading the set gives, under the names that it gives them.</summary>
public sealed class SplitItems
{
    private readonly Func<int, byte[]> _contentOf;

    internal SplitItems(SplitSource source, Func<int, byte[]> contentOf, IReadOnlyList<ImageFileException> broken)
    {
        Source = source;
        Broken = broken;
        _contentOf = contentOf;
    }

    /// <summary>The items.</summary>
    public SplitSource Source { get; }

    /// <summary>The images that cannot be read and were left out.</summary>
    public IReadOnlyList<ImageFileException> Broken { get; }

    /// <summary>Reads the items of a data set; images are all decoded once, to know which can be.</summary>
    /// <param name="name">Its name, one of <see cref="DatasetCatalog.Names"/>; or the path of a folder of images, a table of images or a file of vectors.</param>
    /// <param name="request">Where to look for files and how images are read; null for the defaults.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ArgumentException">No data set has this name, or an option lies outside its range.</exception>
    /// <exception cref="DatasetNotFoundException">The files of the set lie in none of the data roots.</exception>
    /// <exception cref="InvalidDataException">A file of the set is damaged.</exception>
    /// <exception cref="ImageFileException">An image cannot be read, and such are not to be skipped.</exception>
    public static SplitItems Read(string name, DatasetRequest? request = null, CancellationToken cancellation = default)
    {
        request ??= new();
        if (DatasetCatalog.ImagesOf(name, request, cancellation) is { } index)
        {
            return Of(ImageSet.Open(index, request.Images with { Storage = ImageStorage.None, CacheFolder = null }, cancellation));
        }

        if (!DatasetCatalog.Names.Contains(name) && File.Exists(name))
        {
            VectorSet vectors = VectorTable.Read(name, request.LabelFile, cancellationToken: cancellation);
            return Of(vectors.ItemNames is { } names ? vectors.Items.WithItemNames(names) : vectors.Items, vectors.ClassNames);
        }

        DatasetSplit split = DatasetCatalog.Load(name, request with { Split = null }, cancellation);
        return new(SplitSource.From(split), ItemContent.Of(split), []);
    }

    /// <summary>Makes or reads a plan, and compares what is tested with what is trained on.</summary>
    /// <param name="choice">The split asked for.</param>
    /// <param name="cancellation">Stops the comparison.</param>
    /// <exception cref="ArgumentException">The choice does not fit the items.</exception>
    /// <exception cref="InvalidDataException">The choice's file is damaged or of another data set, or test items were seen in training and that is not allowed.</exception>
    public CheckedPlan Plan(SplitChoice choice, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(choice);
        return CheckedPlan.Of(Source, choice.PlanFor(Source), choice.Leaks, _contentOf, cancellation);
    }

    internal static SplitItems Of(ImageSet images) => new(
        new SplitSource(images.Index.Name, images.Items.ItemNames!, images.Items.Labels, images.Parts, images.Index.ClassNames),
        place => images.Contents[place],
        images.Broken);

    internal static SplitItems Of(LabeledSet vectors, IReadOnlyList<string> classNames)
    {
        string[] names = [.. Enumerable.Range(0, vectors.Count).Select(vectors.ItemName)];
        return new(
            new SplitSource(vectors.Name, names, vectors.Labels, new ItemPart[vectors.Count], classNames),
            place => SHA256.HashData(MemoryMarshal.AsBytes(vectors.Item(place))),
            []);
    }
}
