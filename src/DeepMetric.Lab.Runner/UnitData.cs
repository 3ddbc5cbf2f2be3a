using DeepMetric.Datasets;
using DeepMetric.Lab.Specs;
using DeepMetric.Samplers;
using DeepMetric.Sampling;
using DeepMetric.Training;

namespace DeepMetric.Lab.Runner;

/// <summary>The items and labels of one experiment: what its nets train on and what they are evaluated on.</summary>
internal sealed class UnitData
{
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
        Train = new SetItems(TrainedSet);
        Classes = new TrainedClasses(TrainedSet.Labels);
        Test = new SetItems(EvaluatedTest);
        MonitoredTrain = MonitoredItems.Of(TrainedSet);
        MonitoredTest = MonitoredItems.Of(CoarseTest ?? EvaluatedTest);
    }

    public DatasetSplit DatasetSplit { get; }

    public LabeledSet TrainedSet { get; }

    public LabeledSet EvaluatedTrain { get; }

    public LabeledSet EvaluatedTest { get; }

    public LabeledSet? CoarseTest { get; }

    /// <summary>The classes of the labels trained on.</summary>
    public TrainedClasses Classes { get; }

    /// <summary>The training items as they are evaluated.</summary>
    public TrainingItems Train { get; }

    public TrainingItems Test { get; }

    /// <summary>The training items that per-epoch numbers come from, with the labels trained on.</summary>
    public LabeledSet MonitoredTrain { get; }

    /// <summary>The test items that per-epoch numbers come from, with labels of the level trained on.</summary>
    public LabeledSet MonitoredTest { get; }

    /// <summary>The training items, varied by a seed; their labels are places among the classes.</summary>
    public TrainingItems TrainFor(int seed) => new SetItems(TrainedSet, seed, Classes);

    /// <summary>The batches of a seed: the same for every arm. With fewer classes than P (coarse labels) each gives more samples, so that batches keep their size.</summary>
    public ClassBalancedSampler Sampler(int seed)
    {
        int classesPerBatch = Math.Min(_spec.ClassesPerBatch, Classes.Count);
        int samplesPerClass = Math.Max(_spec.SamplesPerClass, _spec.ClassesPerBatch * _spec.SamplesPerClass / classesPerBatch);
        return new ClassBalancedSampler(Train.Labels, classesPerBatch, samplesPerClass, SeededRandom.Derive((ulong)seed, "batches"));
    }
}
