using DeepMetric.Datasets;
using DeepMetric.Sampling;
using DeepMetric.Training;

namespace DeepMetric.Lab.Runner;

/// <summary>The items of a labelled set, varied in training by a seed; labels are the set's, or their places among the classes trained on.</summary>
internal sealed class SetItems(LabeledSet set, int seed = 0, TrainedClasses? classes = null)
    : TrainingItems(set.ItemShape, classes?.PlacesOf(set.Labels) ?? [.. set.Labels.Select(label => (long)label)])
{
    private readonly ulong _variation = SeededRandom.Derive((ulong)seed, "augmentation");

    protected override void Read(int item, Span<float> target) => set.Items.Read(item, target);

    protected override void ReadVaried(int item, int epoch, Span<float> target) => set.Items.ReadVaried(item, _variation, epoch, target);
}
