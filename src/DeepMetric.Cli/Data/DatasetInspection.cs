using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>Finds out what there is to say about a data set.</summary>
internal static class DatasetInspection
{
    private static readonly (ItemPart Part, string Name)[] _parts = [(ItemPart.Train, "train"), (ItemPart.Validation, "validation"), (ItemPart.Test, "test")];

    /// <summary>Inspects a data set.</summary>
    /// <param name="choice">The data set.</param>
    /// <param name="check">Whether to decode all images.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops.</param>
    public static DatasetInfo Of(DatasetChoice choice, bool check, IProgress<WorkState>? progress, CancellationToken cancellation) => DatasetChoice.Read(() =>
    {
        progress?.Report(new("listing", null, ""));
        if (DatasetCatalog.ImagesOf(choice.Name, choice.Request, cancellation) is { } index)
        {
            return OfImages(choice, index, check, progress, cancellation);
        }

        return choice.IsNamed
            ? OfValues(choice.Request.DataRoots, DatasetCatalog.Load(choice.Name, choice.Request, cancellation))
            : OfVectors(choice.Name, VectorTable.Read(choice.Name, choice.Request.LabelFile, cancellationToken: cancellation));
    });

    /// <summary>Counts what an index lists, without looking at files.</summary>
    /// <param name="index">The images.</param>
    public static DatasetInfo OfIndex(ImageIndex index)
    {
        int[] labels = [.. index.Items.Select(item => item.Label)];
        ImageItem[] test = [.. index.Items.Where(item => item.Part == ItemPart.Test)];
        bool hasRoles = test.Any(item => !item.IsQuery || !item.IsGallery);
        return new DatasetInfo
        {
            Name = index.Name,
            Kind = "images",
            Place = index.Root,
            Source = index.Source,
            Licence = index.Licence,
            Items = labels.Length,
            Classes = labels.Distinct().Count(),
            PerClass = ClassSizes.Of(labels),
            Parts = PartsOf(index),
            Categories = index.CategoryNames.Count == 0 ? null : index.CategoryNames,
            Queries = hasRoles ? test.Count(item => item.IsQuery) : null,
            Gallery = hasRoles ? test.Count(item => item.IsGallery) : null,
            Boxes = index.Items.Count(item => item.Box is not null),
            Sequences = index.Items.Select(item => item.Sequence).OfType<int>().Distinct().Count(),
            Notes = index.Notes,
        };
    }

    /// <summary>Counts the items of a set that is in memory.</summary>
    /// <param name="dataRoots">Where it was looked for.</param>
    /// <param name="split">The set.</param>
    public static DatasetInfo OfValues(IReadOnlyList<string> dataRoots, DatasetSplit split)
    {
        int[] labels = [.. split.Train.Labels, .. split.Test.Labels];
        return new DatasetInfo
        {
            Name = split.Name,
            Kind = split.IsImage ? "images in memory" : "vectors",
            Place = DatasetCatalog.Find(split.Name, dataRoots).Folder,
            Source = split.Source,
            Licence = split.Licence,
            Items = labels.Length,
            Classes = labels.Where(label => label >= 0).Distinct().Count(),
            Outliers = labels.Count(label => label < 0),
            PerClass = ClassSizes.Of(labels),
            Parts = [PartFacts.Of("train", split.Train.Labels), PartFacts.Of("test", split.Test.Labels)],
            Shape = split.Train.ItemShape,
            Range = RangeOf(split.Train.Values, split.Test.Values),
            Categories = split.Train.Levels is { } levels ? [.. levels.Coarse.Distinct().Order().Select(label => $"{levels.CoarseName} {label}")] : null,
            Notes = split.Notes,
        };
    }

    private static DatasetInfo OfImages(DatasetChoice choice, ImageIndex index, bool check, IProgress<WorkState>? progress, CancellationToken cancellation)
    {
        DatasetInfo info = OfIndex(index);
        DatasetRequest official = choice.Request with { Split = new SplitChoice { Kind = SplitKind.Official } };
        IReadOnlyList<PartFacts>? officialParts = choice.IsNamed && DatasetCatalog.ImagesOf(choice.Name, official, cancellation) is { } other ? PartsOf(other) : null;
        progress?.Report(new("reading headers", null, ""));
        return info with
        {
            OfficialParts = officialParts?.SequenceEqual(info.Parts) == true ? null : officialParts,
            Files = ImageFileInspection.Of(index, check, cancellation),
            Check = check ? ImageCheck.Of(index, progress, cancellation) : null,
        };
    }

    private static DatasetInfo OfVectors(string path, VectorSet vectors) => new()
    {
        Name = vectors.Items.Name,
        Kind = "vectors",
        Place = path,
        Source = "the user's own vectors",
        Licence = "not stated",
        Items = vectors.Items.Count,
        Classes = vectors.Items.Labels.Where(label => label >= 0).Distinct().Count(),
        Outliers = vectors.Items.Labels.Count(label => label < 0),
        PerClass = ClassSizes.Of(vectors.Items.Labels),
        Parts = [],
        Shape = vectors.Items.ItemShape,
        Range = RangeOf(vectors.Items.Values),
        Notes = [],
    };

    private static PartFacts[] PartsOf(ImageIndex index) =>
    [
        .. from part in _parts
           let labels = index.Items.Where(item => item.Part == part.Part).Select(item => item.Label).ToArray()
           where labels.Length > 0
           select PartFacts.Of(part.Name, labels),
    ];

    private static float[]? RangeOf(params float[][] parts)
    {
        float[][] filled = [.. parts.Where(values => values.Length > 0)];
        return filled.Length == 0 ? null : [filled.Min(values => values.Min()), filled.Max(values => values.Max())];
    }
}
