using DeepMetric.Datasets;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Runner;

/// <summary>What a record of a run says of its data set's split and images.</summary>
internal static class DatasetSpecs
{
    /// <summary>What a reader of results needs to know of a data set.</summary>
    public static DatasetFacts FactsOf(DatasetSplit data) => new()
    {
        Name = data.Name,
        TrainItems = data.Train.Count,
        TestItems = data.Test.Count,
        ItemShape = data.Train.ItemShape,
        ClassNames = data.ClassNames,
        CoarseName = data.Train.Levels?.CoarseName,
        FineName = data.Train.Levels?.FineName,
        Source = data.Source,
        Licence = data.Licence,
    };

    public static SplitSpec? SplitOf(DatasetSplit data) =>
        data.Plan is { } plan ? new() { Name = plan.Name, Kind = SplitKinds.NameOf(plan.Kind), Sha256 = plan.Sha256 } : null;

    public static ImageSpec? ImagesOf(DatasetSplit data) => data is { Preparation: { } preparation, Augmentation: { } augmentation }
        ? new()
        {
            Size = preparation.Size,
            Channels = preparation.Channels,
            CenterCrop = preparation.CenterCrop,
            Mean = preparation.Mean,
            Deviation = preparation.Deviation,
            Squash = preparation.Squash,
            CropToBox = preparation.CropToBox,
            Padding = augmentation.Padding,
            SmallestArea = augmentation.SmallestArea,
            LongestAspect = augmentation.LongestAspect,
            Flip = augmentation.Flip,
            ColorJitter = augmentation.ColorJitter,
        }
        : null;

    /// <summary>The way of reading images that a record states.</summary>
    public static ImagePreparation PreparationOf(ImageSpec spec) => new()
    {
        Size = spec.Size,
        Channels = spec.Channels,
        CenterCrop = spec.CenterCrop,
        Mean = spec.Mean,
        Deviation = spec.Deviation,
        Squash = spec.Squash,
        CropToBox = spec.CropToBox,
    };
}
