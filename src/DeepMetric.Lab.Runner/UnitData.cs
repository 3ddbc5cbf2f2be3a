using DeepMetric.Datasets;
using DeepMetric.Lab.Specs;
using DeepMetric.Samplers;
using DeepMetric.Sampling;
using DeepMetric.Training;

namespace DeepMetric.Lab.Runner;

/// <summary>The items and labels of one experiment: what its nets train on and what they are evaluated on.</summary>
internal sealed class UnitData
{
    // Per-epoch numbers of a large training set come from so many items.
    private const int MonitoredItems = 5_000;

    private readonly ComparisonSpec _spec;

    public UnitData(ComparisonSpec spec, ExperimentSpec experiment, DatasetSplit data)
    {
        _spec = spec;
        DatasetSplit = data;
        LabeledSet train = spec.ShuffledLabels is "train" or "all" ? data.Train.WithShuffledLabels(0) : data.Train;
        LabeledSet test = spec.ShuffledLabels == "all" ? data.Test.WithShuffledLabels(1) : data.Test;
        TrainedSet = experiment.CoarseLabels ? train.WithCoarseLabels() : train;
        EvaluatedTrain = experiment.CoarseLabels ? train.WithFineLabels() : train;
        EvaluatedTest = experiment.CoarseLabels ? test.WithFineLabels() : test;
        CoarseTest = experiment.CoarseLabels ? test.WithCoarseLabels() : null;
        Train = ItemsOf(TrainedSet);
        Test = ItemsOf(EvaluatedTest);
        Monitored = Train.Count <= MonitoredItems ? TrainedSet : TrainedSet.Subset(Draw(Train.Count));
    }

    public DatasetSplit DatasetSplit { get; }

    public LabeledSet TrainedSet { get; }

    public LabeledSet EvaluatedTrain { get; }

    public LabeledSet EvaluatedTest { get; }

    public LabeledSet? CoarseTest { get; }

    public TrainingItems Train { get; }

    public TrainingItems Test { get; }

    public LabeledSet Monitored { get; }

    public static TrainingItems ItemsOf(LabeledSet set) => new(set.Values, set.ItemShape, [.. set.Labels.Select(label => (long)label)]);

    /// <summary>The batches of a seed: the same for every arm. With fewer classes than P (coarse labels) each gives more samples, so that batches keep their size.</summary>
    public ClassBalancedSampler Sampler(int seed)
    {
        int classes = TrainedSet.Labels.Where(label => label != LabeledSet.Outlier).Distinct().Count();
        int classesPerBatch = Math.Min(_spec.ClassesPerBatch, classes);
        int samplesPerClass = Math.Max(_spec.SamplesPerClass, _spec.ClassesPerBatch * _spec.SamplesPerClass / classesPerBatch);
        return new ClassBalancedSampler(Train.Labels, classesPerBatch, samplesPerClass, SeededRandom.Derive((ulong)seed, "batches"));
    }

    private static int[] Draw(int count)
    {
        int[] items = [.. Enumerable.Range(0, count)];
        new SeededRandom(SeededRandom.Derive(0, "monitored-items")).Shuffle<int>(items);
        return [.. items.Take(MonitoredItems).Order()];
    }
}
