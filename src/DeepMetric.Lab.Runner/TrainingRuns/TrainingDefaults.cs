using System.Text.Json.Nodes;
using DeepMetric.Datasets;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Losses;

namespace DeepMetric.Lab.Runner;

/// <summary>Turns a user's choices for a training run into a complete specification.</summary>
public static class TrainingDefaults
{
    /// <summary>The specification: what was chosen, and the data set's defaults for the rest.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="choices">What was chosen.</param>
    /// <exception cref="ArgumentException">A choice does not fit the data set or is not known.</exception>
    public static TrainingSpec Create(DatasetSplit data, TrainingChoices choices)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(choices);
        TrainingScale scale = TrainingScale.Of(data, choices.ClassesPerBatch, choices.SamplesPerClass, choices.Epochs);
        scale.Check(data);
        Check(HasPair(data.Train), $"Expected a class with 2 training items or more in {data.Name}, found {data.Train.Count} items of {scale.Classes} classes.");
        Check(choices.Optimization.LearningRate > 0, $"Expected a learning rate above 0, found {choices.Optimization.LearningRate}.");
        Optimization.OptionsOf(choices.Optimization, scale.Epochs, 1);
        CheckValidation(data, choices);
        LossPartSpec[] losses = [.. choices.Losses.Select(part => Complete(part, choices))];
        CheckLosses(losses, data, choices);
        return new TrainingSpec
        {
            Dataset = data.Name,
            DatasetSha256 = data.ComputeContentHash(),
            Split = DatasetSpecs.SplitOf(data),
            Images = DatasetSpecs.ImagesOf(data),
            Losses = losses,
            Form = choices.Form,
            Net = NetDefaults.Create(choices.Net, data.Train.ItemShape),
            ClassesPerBatch = scale.ClassesPerBatch,
            SamplesPerClass = scale.SamplesPerClass,
            Optimization = choices.Optimization,
            Epochs = scale.Epochs,
            Seed = choices.Seed,
            ChooseBy = data.Validation is null ? null : choices.ChooseBy ?? MetricCatalog.MapAtR,
            Patience = choices.Patience,
            Threads = choices.Threads ?? Environment.ProcessorCount,
            Device = choices.Device,
        };
    }

    private static void CheckValidation(DatasetSplit data, TrainingChoices choices)
    {
        Check(choices.ChooseBy is null || BestEpoch.Choices.Contains(choices.ChooseBy), $"Expected a number to choose by out of {string.Join(", ", BestEpoch.Choices)}, found '{choices.ChooseBy}'.");
        Check(choices.Patience is null or >= 1, $"Expected a patience of at least 1 epoch, found {choices.Patience}.");
        if (data.Validation is null)
        {
            Check(choices.Patience is null && choices.ChooseBy is null, $"Expected items to choose by, found none in {data.Name}: set some of the training items or classes aside.");
        }
        else
        {
            int classes = data.Validation.Labels.Where(label => label != LabeledSet.Outlier).Distinct().Count();
            Check(
                HasPair(data.Validation),
                $"Expected a class with 2 items or more among the items of {data.Name} to choose by, found {data.Validation.Count} items of {classes} classes: set a larger share aside.");
        }
    }

    private static bool HasPair(LabeledSet set) => set.Labels.Where(label => label != LabeledSet.Outlier).GroupBy(label => label).Any(group => group.Skip(1).Any());

    private static LossPartSpec Complete(LossPartSpec part, TrainingChoices choices)
    {
        JsonObject options = LossOptionChoices.Merged(part.Loss, part.Options, choices.LossOptions, choices.Margins);
        LossOptionChoices.Check(part.Loss, FormNames.Parse(choices.Form), options);
        return part with { Options = options, Settings = LossCatalog.OptionsOf(part.Loss, FormNames.Parse(choices.Form), options) };
    }

    private static void CheckLosses(LossPartSpec[] losses, DatasetSplit data, TrainingChoices choices)
    {
        using MetricLoss loss = LossMixtures.Create(losses, choices.Form, new LossDimensions(1, 1));
        if (choices.ChooseBy == TrainingSpec.ValidationLoss && data.Validation is { } validation)
        {
            Check(
                ValidationLosses.AreDefined(loss, new TrainedClasses(data.Train.Labels), validation),
                $"Expected a number to choose by that is defined on the validation items, found '{TrainingSpec.ValidationLoss}': {LossMixtures.Describe(losses)} keeps state, or learns a weight for each class, "
                    + "and these items are of others. Choose by map-at-r.");
        }
    }

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
