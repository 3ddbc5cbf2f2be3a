using System.Diagnostics;
using DeepMetric.Datasets;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;
using DeepMetric.Losses;
using DeepMetric.Models;
using DeepMetric.Samplers;
using DeepMetric.Sampling;
using DeepMetric.Training;
using TorchSharp;

namespace DeepMetric.Lab.Runner;

/// <summary>One training run in one process.</summary>
/// <param name="spec">What is run.</param>
/// <param name="images">The data set as it comes.</param>
/// <param name="data">What is trained on: the same, or the features of a frozen trunk.</param>
/// <param name="layout">Where its files lie.</param>
/// <param name="progress">Told what happens.</param>
internal sealed class TrainingSession(TrainingSpec spec, DatasetSplit images, DatasetSplit data, TrainingLayout layout, IProgress<TrainingProgress>? progress) : IDisposable
{
    private const int LongestSilence = 150;

    private readonly torch.Device _device = torch.device(spec.Device);
    private readonly Stopwatch _clock = new();
    private readonly Stopwatch _lastProgress = Stopwatch.StartNew();
    private readonly EmbeddingNet _net = CreateNet(spec, data);
    private readonly TrainedClasses _classes = new(data.Train.Labels);
    private readonly MetricLoss _loss = LossMixtures.Create(spec.Losses, spec.Form, new TrainedClasses(data.Train.Labels).Dimensions(spec.Net.EmbeddingSize, spec.Seed));

    /// <summary>Runs to the end.</summary>
    /// <param name="checkpointEvery">Epochs from one checkpoint to the next.</param>
    /// <param name="stepped">Told of each step once it is logged.</param>
    /// <param name="cancellation">Stops after a step, with a checkpoint.</param>
    public TrainingResult Run(int checkpointEvery, Action<int> stepped, CancellationToken cancellation)
    {
        (TrainingEpoch chosen, int steps, int epochs) = Train(checkpointEvery, stepped, cancellation);
        progress?.Report(new TrainingProgress.Stage("evaluating the model on the test items"));
        IReadOnlyDictionary<string, double> numbers = Measure(_net, cancellation);
        progress?.Report(new TrainingProgress.Stage("evaluating the untrained net and the raw input"));
        IReadOnlyDictionary<string, double> untrained = OfUntrainedNet(cancellation);
        var result = new TrainingResult
        {
            Spec = spec,
            Dataset = DatasetSpecs.FactsOf(images),
            ValidationItems = data.Validation?.Count ?? 0,
            Steps = steps,
            Epochs = epochs,
            StoppedEarly = epochs < spec.Epochs,
            Chosen = chosen,
            Numbers = numbers,
            UntrainedNet = untrained,
            RawInput = TestNumbers.Of(data, data.Test.Values, () => data.Train.Values, spread: false, seed: 0, cancellation),
        };
        ModelFolder.Save(layout.ModelPath, Card(result), _net, images.Train.ItemShape);
        JsonFile.Write(layout.ResultPath, result);
        return result;
    }

    public void Dispose()
    {
        _loss.Dispose();
        _net.Dispose();
    }

    private static EmbeddingNet CreateNet(TrainingSpec spec, DatasetSplit data) =>
        NetFactory.Create(spec.Net, data.Train.ItemShape, SeededRandom.Derive((ulong)spec.Seed, "net"));

    /// <summary>Trains, and leaves the net with the weights of the epoch that is kept.</summary>
    private (TrainingEpoch Chosen, int Steps, int Epochs) Train(int checkpointEvery, Action<int> stepped, CancellationToken cancellation)
    {
        var items = new SetItems(data.Train, spec.Seed, _classes);
        var sampler = new ClassBalancedSampler(items.Labels, spec.ClassesPerBatch, spec.SamplesPerClass, SeededRandom.Derive((ulong)spec.Seed, "batches"));
        using var trainer = new Trainer(
            _net, _loss, items, sampler, Optimization.OptionsOf(spec.Optimization, spec.Epochs, spec.UpdateNormEvery), _device, Optimization.GroupsOf(spec.Optimization, _net));
        var files = new RecordedFiles(layout.Folder, layout.StepsPath, layout.EpochsPath, layout.CheckpointPath);
        var training = new RecordedTraining<TrainingEpoch>(trainer, _loss.Distance.IsSimilarity, sampler.BatchesPerEpoch, files, epoch => epoch.Epoch);
        IReadOnlyList<TrainingEpoch> before = training.Resume();
        BestEpoch? best = spec.ChooseBy is null ? null : new BestEpoch(spec.ChooseBy, spec.Patience);
        TrainingEpoch? last = null;
        foreach (TrainingEpoch epoch in before)
        {
            best?.Add(epoch);
            last = epoch;
        }

        progress?.Report(new TrainingProgress.Started(trainer.Step, trainer.TotalSteps, before));
        int from = trainer.Step;
        var measures = new TrainingMeasures(spec, data.Train, data.Validation, _classes, _loss, _net, _device);
        _clock.Start();
        if (best?.IsOver != true)
        {
            training.Run(measures.Epoch, Measured, Stepped, checkpointEvery, cancellation);
        }

        TrainingEpoch chosen = best is null ? last! : TakeBest(best);
        return (chosen, trainer.Step, last!.Epoch);

        bool Measured(TrainingEpoch record)
        {
            last = record;
            bool isBest = best?.Add(record) == true;
            if (isBest)
            {
                BestWeights.Write(layout.BestPath, _net, record.Epoch);
            }

            progress?.Report(new TrainingProgress.Measured(record, isBest, training.ImagesPerSecond));
            return best?.IsOver != true;
        }

        void Stepped(TrainingEvent.StepDone step)
        {
            stepped(step.Step);
            if (_lastProgress.ElapsedMilliseconds >= LongestSilence || step.Step == trainer.TotalSteps)
            {
                _lastProgress.Restart();
                TimeSpan? remaining = _clock.Elapsed.TotalSeconds < 1 ? null : _clock.Elapsed * ((double)(trainer.TotalSteps - step.Step) / (step.Step - from));
                progress?.Report(new TrainingProgress.Stepped(
                    step.Epoch, step.Step, trainer.TotalSteps, step.Telemetry.MeanOfTerms, step.Telemetry.ActiveRatio, training.ImagesPerSecond, remaining));
            }
        }
    }

    private TrainingEpoch TakeBest(BestEpoch best)
    {
        TrainingEpoch chosen = best.Best
            ?? throw new InvalidDataException($"Expected an epoch in which {spec.ChooseBy} is defined on the items to choose by, found none in '{layout.EpochsPath}'.");
        BestWeights.Load(layout.BestPath, _net, chosen.Epoch);
        return chosen;
    }

    private IReadOnlyDictionary<string, double> OfUntrainedNet(CancellationToken cancellation)
    {
        using EmbeddingNet untrained = CreateNet(spec, data);
        untrained.to(_device);
        return Measure(untrained, cancellation);
    }

    private IReadOnlyDictionary<string, double> Measure(EmbeddingNet net, CancellationToken cancellation) => TestNumbers.Of(
        data,
        new SetItems(data.Test).Embed(net, _device, cancellation: cancellation),
        () => new SetItems(data.Train).Embed(net, _device, cancellation: cancellation),
        spread: true,
        spec.Seed,
        cancellation);

    private ModelCard Card(TrainingResult result) => new()
    {
        Net = spec.Net,
        ItemShape = images.Train.ItemShape,
        Images = spec.Images,
        Dataset = spec.Dataset,
        Split = spec.Split,
        SplitMaking = DatasetSpecs.MakingOf(images),
        ClassNames = [.. images.Train.Labels.Where(label => label != LabeledSet.Outlier).Distinct().Order().Select(label => images.ClassNames[label])],
        Loss = LossMixtures.Describe(spec.Losses),
        Epochs = result.Chosen.Epoch,
        Seed = spec.Seed,
        Numbers = result.Numbers,
        WeightsSha256 = string.Empty,
    };
}
