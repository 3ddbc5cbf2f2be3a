using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Cli.Training;

/// <summary>A training run whose data are loaded and whose folder is open.</summary>
internal sealed class PreparedTraining(TrainService service, TrainRequest request, DatasetSplit data, TrainingSpec spec, TrainingFolder folder) : IDisposable
{
    /// <summary>What is run.</summary>
    public TrainingSpec Spec => spec;

    /// <summary>The data set.</summary>
    public DatasetSplit Data => data;

    /// <summary>Where its files lie.</summary>
    public TrainingLayout Layout => folder.Layout;

    /// <summary>Whether it was finished before.</summary>
    public bool WasFinished { get; } = folder.Layout.IsFinished;

    /// <summary>Trains, or goes on; a finished run is read.</summary>
    /// <param name="progress">Told what happens.</param>
    /// <param name="cancellation">Stops with a checkpoint.</param>
    /// <exception cref="InterruptedException">It was cancelled; the message has the command that goes on.</exception>
    public TrainingResult Run(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return WasFinished ? Layout.ReadResult() : service.Run(spec, data, folder, progress, request.Command.ToString(), request.CheckpointEvery, cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException($"Stopped; what is done is kept. To go on:{Environment.NewLine}  {request.Command.Resuming(Layout.Folder)}");
        }
    }

    /// <summary>Gives the folder back.</summary>
    public void Dispose() => folder.Dispose();
}
