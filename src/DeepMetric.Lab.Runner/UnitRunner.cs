using System.Diagnostics;
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

/// <summary>Makes one training run: trains, records, evaluates; goes on where an interrupted one stopped.</summary>
/// <param name="spec">The comparison.</param>
/// <param name="experiment">Its experiment.</param>
/// <param name="arm">Its arm.</param>
/// <param name="seed">The seed.</param>
/// <param name="data">The items.</param>
/// <param name="layout">Where its files lie.</param>
/// <param name="lastStep">The step to end after; null for that of the last epoch.</param>
internal sealed class UnitRunner(ComparisonSpec spec, ExperimentSpec experiment, ArmSpec arm, int seed, UnitData data, UnitLayout layout, int? lastStep = null)
{
    private readonly Stopwatch _evaluation = new();
    private RecordedTraining<EpochRecord>? _training;

    /// <summary>The steps, once it has run.</summary>
    public IReadOnlyList<StepRecord> Steps => _training?.Steps ?? [];

    /// <summary>The embeddings of the test items, row by row, once it has run.</summary>
    public float[] TestRows { get; private set; } = [];

    public UnitKey Key { get; } = new(experiment.Name, arm.Name, seed);

    /// <summary>How long it took, since this process took it up.</summary>
    public UnitTiming Timing => new()
    {
        Key = Key,
        TrainingSeconds = _training?.Seconds ?? 0,
        ImagesPerSecond = ImagesPerSecond,
        EvaluationSeconds = _evaluation.Elapsed.TotalSeconds,
    };

    public double ImagesPerSecond => _training?.ImagesPerSecond ?? 0;

    /// <summary>The net of a seed before training: the same for every arm.</summary>
    public static EmbeddingNet CreateNet(ComparisonSpec spec, UnitData data, int seed) =>
        NetFactory.Create(spec.Net, data.TrainedSet.ItemShape, SeededRandom.Derive((ulong)seed, "net"));

    /// <summary>Runs to the end.</summary>
    /// <param name="showcase">Whether to keep pictures of the test embeddings for the report.</param>
    /// <param name="stepped">Told after each step: the trainer and the step.</param>
    /// <param name="started">Told once, with the step that it goes on from.</param>
    /// <param name="cancellation">Stops after a step, with a checkpoint.</param>
    public UnitResult Run(bool showcase, Action<int> started, Action<Trainer, TrainingEvent.StepDone> stepped, CancellationToken cancellation)
    {
        layout.CreateFolder();
        torch.Device device = torch.device(spec.Device);
        using EmbeddingNet net = CreateNet(spec, data, seed);
        ClassBalancedSampler sampler = data.Sampler(seed);
        using MetricLoss loss = ArmLosses.Create(arm, FormNames.Parse(experiment.Form), data.Classes.Dimensions(spec.Net.EmbeddingSize, seed), seed);
        using var trainer = new Trainer(
            net,
            loss,
            data.TrainFor(seed),
            sampler,
            Optimization.OptionsOf(spec.Optimization, experiment.Epochs, spec.UpdateNormEvery),
            device,
            Optimization.GroupsOf(spec.Optimization, net));
        var evaluation = new UnitEvaluation(spec, data, net, device, seed);
        var files = new RecordedFiles(layout.Folder, layout.StepsPath, layout.EpochsPath, layout.CheckpointPath("safetensors"));
        _training = new RecordedTraining<EpochRecord>(trainer, loss.Distance.IsSimilarity, sampler.BatchesPerEpoch, files, epoch => epoch.Epoch);
        _training.Resume();
        started(trainer.Step);
        _training.Run((epoch, steps) => Measure(evaluation, epoch, steps), _ => true, step => stepped(trainer, step), checkpointEvery: 1, cancellation, lastStep);
        _evaluation.Start();
        UnitResult result = evaluation.Result(Key, _training.Steps, layout.ReadEpochs(), cancellation);
        TestRows = evaluation.TestRows;
        if (showcase)
        {
            JsonFile.Write(layout.ShowcasePath, evaluation.Showcase());
        }

        _evaluation.Stop();
        JsonFile.Write(layout.ResultPath, result);
        return result;
    }

    private EpochRecord Measure(UnitEvaluation evaluation, int epoch, IReadOnlyCollection<StepRecord> steps)
    {
        _evaluation.Start();
        EpochRecord record = evaluation.Epoch(epoch, steps);
        _evaluation.Stop();
        return record;
    }
}
