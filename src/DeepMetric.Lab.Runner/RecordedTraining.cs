using System.Diagnostics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Store;
using DeepMetric.Training;

namespace DeepMetric.Lab.Runner;

/// <summary>Trains with a log of steps, a log of epochs and a checkpoint, and goes on where a stopped process left off.</summary>
/// <typeparam name="TEpoch">What is recorded of an epoch.</typeparam>
/// <param name="trainer">The trainer.</param>
/// <param name="isSimilarity">Whether the loss's distances are similarities.</param>
/// <param name="stepsPerEpoch">Steps of an epoch.</param>
/// <param name="files">Where it is recorded.</param>
/// <param name="numberOf">The epoch that a record is of.</param>
internal sealed class RecordedTraining<TEpoch>(Trainer trainer, bool isSimilarity, int stepsPerEpoch, RecordedFiles files, Func<TEpoch, int> numberOf)
{
    private readonly Stopwatch _clock = new();
    private readonly List<StepRecord> _steps = [];
    private long _items;

    /// <summary>The steps made so far.</summary>
    public IReadOnlyList<StepRecord> Steps => _steps;

    /// <summary>Seconds of training, without evaluation, since this process took it up.</summary>
    public double Seconds => _clock.Elapsed.TotalSeconds;

    /// <summary>Items per second of training.</summary>
    public double ImagesPerSecond => Seconds == 0 ? 0 : _items / Seconds;

    /// <summary>Takes up the checkpoint, where there is one, and brings the logs to its step.</summary>
    /// <returns>The epochs that were recorded.</returns>
    /// <exception cref="RunStoreException">The logs lack what the checkpoint relies on.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or is of another training.</exception>
    public IReadOnlyList<TEpoch> Resume()
    {
        if (File.Exists(files.Checkpoint))
        {
            using Checkpoint checkpoint = Checkpoint.Read(files.Checkpoint);
            trainer.Restore(checkpoint);
        }

        _steps.AddRange(JsonLines.TruncateAfter<StepRecord>(files.Steps, trainer.Step, step => step.Step));
        int epochs = trainer.Step == 0 ? -1 : trainer.Step / stepsPerEpoch;
        IReadOnlyList<TEpoch> kept = JsonLines.TruncateAfter(files.Epochs, epochs, numberOf);
        return _steps.Count == trainer.Step && kept.Count == epochs + 1
            ? kept
            : throw new RunStoreException(
                files.Folder, $"The run in '{files.Folder}' cannot go on: its checkpoint is of step {trainer.Step}, and its logs have {_steps.Count} steps and {kept.Count} epochs.");
    }

    /// <summary>Trains to the end, with a checkpoint after every few epochs, and after a step at which it was cancelled.</summary>
    /// <param name="measure">Records an epoch, given its number and its steps; of epoch 0, before training, there are none.</param>
    /// <param name="measured">Told of each epoch once it is logged and before its checkpoint is written; answers whether to train on.</param>
    /// <param name="stepped">Told of each step.</param>
    /// <param name="checkpointEvery">Epochs from one checkpoint to the next.</param>
    /// <param name="cancellation">Stops after a step.</param>
    /// <param name="lastStep">The step to end after; null for that of the last epoch.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; what is done is kept.</exception>
    public void Run(
        Func<int, IReadOnlyCollection<StepRecord>, TEpoch> measure,
        Func<TEpoch, bool> measured,
        Action<TrainingEvent.StepDone> stepped,
        int checkpointEvery,
        CancellationToken cancellation,
        int? lastStep = null)
    {
        using JsonLinesWriter<StepRecord> stepLog = JsonLines.Append<StepRecord>(files.Steps);
        using JsonLinesWriter<TEpoch> epochLog = JsonLines.Append<TEpoch>(files.Epochs);
        bool goesOn = (trainer.Step > 0 || Log(0)) && trainer.Step != lastStep;
        using IEnumerator<TrainingEvent> events = trainer.Run(cancellation).GetEnumerator();
        while (goesOn && Next(events, stepLog, epochLog))
        {
            if (events.Current is TrainingEvent.StepDone step)
            {
                _items += step.Items;
                _steps.Add(StepRecords.Of(step, isSimilarity));
                stepLog.Append(_steps[^1]);
                stepped(step);
                if (step.Step == lastStep && step.Step % stepsPerEpoch != 0)
                {
                    // In the middle of an epoch, which then has no record.
                    Save(stepLog, epochLog);
                    goesOn = false;
                }
            }
            else if (events.Current is TrainingEvent.EpochDone epoch)
            {
                goesOn = Log(epoch.Epoch) && trainer.Step != lastStep;
                if (!goesOn || epoch.Epoch % checkpointEvery == 0 || trainer.Step == trainer.TotalSteps)
                {
                    Save(stepLog, epochLog);
                }
            }
        }

        bool Log(int epoch)
        {
            TEpoch record = measure(epoch, [.. _steps.Where(step => step.Epoch == epoch)]);
            epochLog.Append(record);
            return measured(record);
        }
    }

    private bool Next(IEnumerator<TrainingEvent> events, JsonLinesWriter<StepRecord> stepLog, JsonLinesWriter<TEpoch> epochLog)
    {
        _clock.Start();
        try
        {
            return events.MoveNext();
        }
        catch (OperationCanceledException)
        {
            Save(stepLog, epochLog);
            throw;
        }
        finally
        {
            _clock.Stop();
        }
    }

    /// <summary>The logs reach the disk before the checkpoint does, so a checkpoint never claims a step that no log has.</summary>
    private void Save(JsonLinesWriter<StepRecord> stepLog, JsonLinesWriter<TEpoch> epochLog)
    {
        stepLog.FlushToDisk();
        epochLog.FlushToDisk();
        using Checkpoint checkpoint = trainer.Save();
        AtomicFile.Write(files.Checkpoint, checkpoint.Write);
    }
}
