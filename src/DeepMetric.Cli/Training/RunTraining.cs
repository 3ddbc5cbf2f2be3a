using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Cli.Training;

/// <summary>Trains, or goes on; see <see cref="TrainingRunner.Run"/>.</summary>
internal delegate TrainingResult RunTraining(
    TrainingSpec spec, DatasetSplit data, TrainingFolder folder, IProgress<TrainingProgress>? progress, string command, int checkpointEvery, CancellationToken cancellation);
