using DeepMetric.Datasets;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Runner;

/// <summary>Trains one net with one loss (or mixture), keeps the best epoch, evaluates it, and saves it as a model.</summary>
/// <remarks>
/// The best epoch is chosen by items that are set aside for it; without such items the last epoch is kept. Test items take no part in the choice.
/// A run that was stopped, at any time and in any way, goes on with the very numbers and weights that it would have had.
/// </remarks>
public static class TrainingRunner
{
    /// <summary>Trains, or goes on.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="data">The data set that it names.</param>
    /// <param name="folder">Where its files go.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="command">The command that was given, for the record.</param>
    /// <param name="checkpointEvery">Epochs from one checkpoint to the next; it decides no number.</param>
    /// <param name="cancellation">Stops after a step, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; what is done is kept.</exception>
    /// <exception cref="PlatformNotSupportedException">libtorch does not load here, or has no such device.</exception>
    /// <exception cref="RunStoreException">A file could not be written.</exception>
    /// <exception cref="InvalidDataException">A file of the run or of weights is damaged.</exception>
    public static TrainingResult Run(
        TrainingSpec spec,
        DatasetSplit data,
        TrainingFolder folder,
        IProgress<TrainingProgress>? progress = null,
        string command = "",
        int checkpointEvery = 1,
        CancellationToken cancellation = default) =>
        Run(spec, data, folder, progress, command, checkpointEvery, _ => { }, cancellation);

    /// <summary>As above; told of each step once it is logged.</summary>
    internal static TrainingResult Run(
        TrainingSpec spec,
        DatasetSplit data,
        TrainingFolder folder,
        IProgress<TrainingProgress>? progress,
        string command,
        int checkpointEvery,
        Action<int> stepped,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(checkpointEvery, 1);
        if (folder.Layout.IsFinished)
        {
            return folder.Layout.ReadResult();
        }

        ComputeDevice.Prepare(spec.Device, spec.Threads);
        JsonFile.Write(folder.Layout.EnvironmentPath, HostFacts.Collect(spec.Threads, spec.Device, command, TimeProvider.System.GetLocalNow()));
        DatasetSplit trained = spec.Net.FreezeTrunk && data.IsImage ? Frozen(spec, data, folder.Layout, progress, cancellation) : data;
        using var session = new TrainingSession(spec, data, trained, folder.Layout, progress);
        return session.Run(checkpointEvery, stepped, cancellation);
    }

    private static DatasetSplit Frozen(TrainingSpec spec, DatasetSplit data, TrainingLayout layout, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        progress?.Report(new TrainingProgress.Stage("running the frozen trunk once over all images"));
        return FrozenFeatures.Of(data, spec.Net, Path.Combine(layout.Folder, "features"), spec.Device, spec.Threads, new Relay(progress), cancellation);
    }

    private sealed class Relay(IProgress<TrainingProgress>? progress) : IProgress<(int Done, int Total)>
    {
        public void Report((int Done, int Total) value) => progress?.Report(new TrainingProgress.Features(value.Done, value.Total));
    }
}
