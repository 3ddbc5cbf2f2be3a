using System.Diagnostics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;
using DeepMetric.Losses;
using DeepMetric.Models;
using DeepMetric.Sampling;
using DeepMetric.Training;
using TorchSharp;

namespace DeepMetric.Lab.Runner;

/// <summary>Makes one training run: trains, records, evaluates; goes on where an interrupted one stopped.</summary>
internal sealed class UnitRunner(ComparisonSpec spec, ExperimentSpec experiment, ArmSpec arm, int seed, UnitData data, UnitLayout layout)
{
    private readonly Stopwatch _training = new();
    private readonly Stopwatch _evaluation = new();
    private long _items;

    public UnitKey Key { get; } = new(experiment.Name, arm.Name, seed);

    /// <summary>How long it took, since this process took it up.</summary>
    public UnitTiming Timing => new()
    {
        Key = Key,
        TrainingSeconds = _training.Elapsed.TotalSeconds,
        ImagesPerSecond = ImagesPerSecond,
        EvaluationSeconds = _evaluation.Elapsed.TotalSeconds,
    };

    public double ImagesPerSecond => _training.Elapsed.TotalSeconds == 0 ? 0 : _items / _training.Elapsed.TotalSeconds;

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
        using var trainer = new Trainer(
            net,
            LossCatalog.Create(arm.Loss, FormNames.Parse(experiment.Form), arm.Options),
            data.TrainFor(seed),
            data.Sampler(seed),
            Optimization.OptionsOf(spec.Optimization, experiment.Epochs, spec.UpdateNormEvery),
            device,
            Optimization.GroupsOf(spec.Optimization, net));
        var evaluation = new UnitEvaluation(spec, data, net, device, seed);
        var steps = new List<StepRecord>();
        Resume(trainer, steps);
        started(trainer.Step);
        using (JsonLinesWriter<StepRecord> stepLog = JsonLines.Append<StepRecord>(layout.StepsPath))
        using (JsonLinesWriter<EpochRecord> epochLog = JsonLines.Append<EpochRecord>(layout.EpochsPath))
        {
            if (trainer.Step == 0)
            {
                epochLog.Append(Measure(evaluation, 0, steps));
            }

            Train(trainer, evaluation, steps, stepLog, epochLog, stepped, cancellation);
        }

        _evaluation.Start();
        UnitResult result = evaluation.Result(Key, steps, layout.ReadEpochs(), cancellation);
        if (showcase)
        {
            JsonFile.Write(layout.ShowcasePath, evaluation.Showcase());
        }

        _evaluation.Stop();
        JsonFile.Write(layout.ResultPath, result);
        return result;
    }

    private void Train(
        Trainer trainer,
        UnitEvaluation evaluation,
        List<StepRecord> steps,
        JsonLinesWriter<StepRecord> stepLog,
        JsonLinesWriter<EpochRecord> epochLog,
        Action<Trainer, TrainingEvent.StepDone> stepped,
        CancellationToken cancellation)
    {
        using IEnumerator<TrainingEvent> events = trainer.Run(cancellation).GetEnumerator();
        while (Next(events, trainer, stepLog, epochLog))
        {
            if (events.Current is TrainingEvent.StepDone step)
            {
                _items += step.Items;
                steps.Add(StepRecords.Of(step));
                stepLog.Append(steps[^1]);
                stepped(trainer, step);
            }
            else if (events.Current is TrainingEvent.EpochDone epoch)
            {
                epochLog.Append(Measure(evaluation, epoch.Epoch, steps));
                Save(trainer, stepLog, epochLog);
            }
        }
    }

    private bool Next(IEnumerator<TrainingEvent> events, Trainer trainer, JsonLinesWriter<StepRecord> stepLog, JsonLinesWriter<EpochRecord> epochLog)
    {
        _training.Start();
        try
        {
            return events.MoveNext();
        }
        catch (OperationCanceledException)
        {
            Save(trainer, stepLog, epochLog);
            throw;
        }
        finally
        {
            _training.Stop();
        }
    }

    private EpochRecord Measure(UnitEvaluation evaluation, int epoch, List<StepRecord> steps)
    {
        _evaluation.Start();
        EpochRecord record = evaluation.Epoch(epoch, [.. steps.Where(step => step.Epoch == epoch)]);
        _evaluation.Stop();
        return record;
    }

    /// <summary>The logs reach the disk before the checkpoint does, so a checkpoint never claims a step that no log has.</summary>
    private void Save(Trainer trainer, JsonLinesWriter<StepRecord> stepLog, JsonLinesWriter<EpochRecord> epochLog)
    {
        stepLog.FlushToDisk();
        epochLog.FlushToDisk();
        using Checkpoint checkpoint = trainer.Save();
        AtomicFile.Write(layout.CheckpointPath("safetensors"), checkpoint.Write);
    }

    private void Resume(Trainer trainer, List<StepRecord> steps)
    {
        string path = layout.CheckpointPath("safetensors");
        if (File.Exists(path))
        {
            using Checkpoint checkpoint = Checkpoint.Read(path);
            trainer.Restore(checkpoint);
        }

        steps.AddRange(JsonLines.TruncateAfter<StepRecord>(layout.StepsPath, trainer.Step, step => step.Step));
        int epochs = trainer.Step == 0 ? -1 : trainer.Step / data.Sampler(seed).BatchesPerEpoch;
        IReadOnlyList<EpochRecord> kept = JsonLines.TruncateAfter<EpochRecord>(layout.EpochsPath, epochs, epoch => epoch.Epoch);
        if (steps.Count != trainer.Step || kept.Count != epochs + 1)
        {
            throw new RunStoreException(
                layout.Folder, $"The run in '{layout.Folder}' cannot go on: its checkpoint is of step {trainer.Step}, and its logs have {steps.Count} steps and {kept.Count} epochs.");
        }
    }
}
