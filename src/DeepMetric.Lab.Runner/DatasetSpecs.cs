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
        Notes = data.Notes.Count == 0 ? null : data.Notes,
    };

    public static SplitSpec? SplitOf(DatasetSplit data) =>
        data.Plan is { } plan ? new() { Name = plan.Name, Kind = SplitKinds.NameOf(plan.Kind), Sha256 = plan.Sha256 } : null;

    /// <summary>How the split can be made again from the same items; null where it is the one that is made unless another is asked for, or lies in a file.</summary>
    public static SplitMaking? MakingOf(DatasetSplit data) => data.Choice is { File: null } choice && choice with { Leaks = default } != new SplitChoice()
        ? new()
        {
            Kind = choice.Kind is { } kind ? SplitKinds.NameOf(kind) : null,
            Seed = choice.Seed,
            TestShare = choice.TestShare,
            ValidationShare = choice.ValidationShare,
            Folds = choice.Folds,
            Fold = choice.Fold,
        }
        : null;

    /// <summary>The split to load a data set by for a model: that which is asked for, else, of the data set that the model was trained on, the one it was trained with.</summary>
    /// <param name="card">The model's card.</param>
    /// <param name="dataset">The name of the data set that is loaded.</param>
    /// <param name="asked">What is asked for; null for nothing.</param>
    public static SplitChoice? ChoiceFor(ModelCard card, string dataset, SplitChoice? asked)
    {
        if (card.SplitMaking is not { } making || card.Dataset != dataset || (asked is not null && asked with { Leaks = default } != new SplitChoice()))
        {
            return asked;
        }

        return new()
        {
            Kind = making.Kind is null ? null : SplitKinds.TryParse(making.Kind, out SplitKind kind) ? kind
                : throw new InvalidDataException($"Expected a kind of split out of {string.Join(", ", SplitKinds.Names)} in the model's card, found '{making.Kind}'."),
            Seed = making.Seed,
            TestShare = making.TestShare,
            ValidationShare = making.ValidationShare,
            Folds = making.Folds,
            Fold = making.Fold,
            Leaks = asked?.Leaks ?? default,
        };
    }

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
