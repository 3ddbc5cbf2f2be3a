using DeepMetric.Datasets;

namespace DeepMetric.Lab.Runner;

/// <summary>How large batches are and how long is trained: as chosen, else as suits the data set.</summary>
/// <param name="Classes">Classes among the training items.</param>
/// <param name="IsLarge">Whether there are so many items that batches are large and epochs few.</param>
/// <param name="ClassesPerBatch">P.</param>
/// <param name="SamplesPerClass">K.</param>
/// <param name="Epochs">Passes over the training items.</param>
internal sealed record TrainingScale(int Classes, bool IsLarge, int ClassesPerBatch, int SamplesPerClass, int Epochs)
{
    // The study's batch of 256 for images of ordinary size, its 64 for the toy set, and about as many steps an epoch for the small digits.
    private const int ItemsForLargeBatches = 10_000;

    /// <summary>The scale of a training on a data set; what is null follows the data set.</summary>
    public static TrainingScale Of(DatasetSplit data, int? classesPerBatch, int? samplesPerClass, int? epochs)
    {
        int classes = data.Train.Labels.Where(label => label != LabeledSet.Outlier).Distinct().Count();
        bool large = data.Train.Count >= ItemsForLargeBatches;
        return new(
            classes,
            large,
            classesPerBatch ?? Math.Min(classes, 10),
            samplesPerClass ?? (large ? 25 : data.IsImage ? 12 : 6),
            epochs ?? (large ? 5 : data.IsImage ? 12 : 20));
    }

    /// <summary>Refuses what cannot be trained with.</summary>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public void Check(DatasetSplit data)
    {
        Expect(Epochs >= 1, $"Expected at least 1 epoch, found {Epochs}.");
        Expect(Classes >= 2, $"Expected at least 2 classes of training items in {data.Name}, found {Classes}.");
        Expect(ClassesPerBatch >= 2 && ClassesPerBatch <= Classes, $"Expected from 2 to {Classes} classes per batch, as many as {data.Name} has, found {ClassesPerBatch}.");
        Expect(SamplesPerClass >= 2, $"Expected at least 2 samples per class, so that a batch has positive pairs, found {SamplesPerClass}.");
    }

    private static void Expect(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
