using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>Where the pictures of a contact sheet come from: their classes, and a tile for each.</summary>
/// <param name="Name">The name of the data set.</param>
/// <param name="Labels">The class of each item that may be shown, <c>[n]</c>.</param>
/// <param name="ClassNames">The name of each class.</param>
/// <param name="TileOf">Draws the item at a place; throws an <see cref="ImageFileException"/> for an image that cannot be read.</param>
/// <param name="Variation">How images are varied, in words; null where they are not.</param>
internal sealed record PreviewTiles(string Name, IReadOnlyList<int> Labels, IReadOnlyList<string> ClassNames, Func<int, ContactSheetTile> TileOf, string? Variation = null)
{
    /// <summary>The pictures of a data set.</summary>
    /// <param name="request">Which, and how they are shown.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="UsageException">The data set has no pictures, or none that could be shown so.</exception>
    public static PreviewTiles Of(PreviewRequest request, CancellationToken cancellation) => DatasetChoice.Read(() =>
    {
        DatasetChoice choice = request.Dataset;
        return DatasetCatalog.ImagesOf(choice.Name, choice.Request, cancellation) is { } index ? OfFiles(request, index)
            : choice.IsNamed && DatasetCatalog.Load(choice.Name, choice.Request, cancellation) is { IsImage: true } split ? OfValues(request, split)
            : throw new UsageException($"expected a data set of images, found vectors in {choice.Name}.");
    });

    private static PreviewTiles OfFiles(PreviewRequest request, ImageIndex index)
    {
        ImageItem[] items = [.. index.Items.Where(item => request.Part is null || item.Part == request.Part)];
        int[] labels = [.. items.Select(item => item.Label)];
        if (request is { ImageSize: null, IsVaried: false })
        {
            return new(index.Name, labels, index.ClassNames, place => ContactSheetTile.From(Caption(items[place]), ImageThumbnail.Of(index, items[place], TileSizeFor(request))));
        }

        // Of all images, as training does: a few of them may look like others' kind.
        ImagePreparation suggested = ImagePreparation.SuggestFor(index);
        ImagePreparation preparation = request.ImageSize is int size ? ImagePreparation.For(size, suggested.Channels) : suggested;
        Augmentation augmentation = request.IsVaried ? Augmentation.SuggestFor(index, preparation) : Augmentation.None;
        return new(index.Name, labels, index.ClassNames, place => Prepared(request, index, items[place], preparation, augmentation, place), request.IsVaried ? Describe(augmentation) : null);
    }

    private static ContactSheetTile Prepared(PreviewRequest request, ImageIndex index, ImageItem item, ImagePreparation preparation, Augmentation augmentation, int place)
    {
        var one = new ImageIndex(index.Name, index.Root, [item], index.ClassNames, index.CategoryNames);
        LabeledSet image = ImageSet.Open(one, new ImageLoading { Preparation = preparation, Augmentation = augmentation, Storage = ImageStorage.None }).Items;
        var values = new float[image.ItemSize];
        image.Items.ReadVaried(0, (ulong)(request.Seed ?? 0), epoch: place, values);
        return ContactSheetTile.From(Caption(item), values, image.ItemShape, preparation);
    }

    private static PreviewTiles OfValues(PreviewRequest request, DatasetSplit split)
    {
        if (request.IsVaried || request.ImageSize is not null)
        {
            throw new UsageException($"{(request.IsVaried ? "--varied" : "--image-size")}: expected a data set of images in files, found {split.Name}, whose images are taken as they are in training too.");
        }

        LabeledSet items = request.Part switch
        {
            ItemPart.Train => split.Train,
            ItemPart.Test => split.Test,
            ItemPart.Validation => split.Validation ?? split.Train.Subset([]),
            _ => split.Train.Followed(split.Test),
        };
        string part = request.Part == ItemPart.Test ? "test" : "train";
        int trained = request.Part is null ? split.Train.Count : items.Count;
        string Name(int place) => FormattableString.Invariant($"{(place < trained ? part : "test")}/{(place < trained ? place : place - trained)}");
        return new(split.Name, items.Labels, split.ClassNames, place => ContactSheetTile.From(Name(place), items.Item(place), items.ItemShape));
    }

    /// <summary>The side of a tile: images that were asked for at a larger size are shown at it.</summary>
    /// <param name="request">What is asked for.</param>
    public static int TileSizeFor(PreviewRequest request) => Math.Clamp(request.ImageSize ?? 0, new ContactSheetOptions().TileSize, 1024);

    private static string Caption(ImageItem item) => item.Path[(item.Path.LastIndexOf('/') + 1)..];

    private static string Describe(Augmentation augmentation) =>
        augmentation == Augmentation.PadAndCrop ? "pad-crop: 4 pixels of border, a crop from anywhere, mirrored half the time" : "resized-crop: a box of 25 % to 100 % of the area, scaled, mirrored half the time";
}
