using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Cli.Comparing;

/// <summary>Runs a comparison, or goes on with it; see <see cref="ComparisonRunner.Run"/>.</summary>
internal delegate ComparisonResults RunComparison(
    ComparisonSpec spec, DatasetSplit data, RunFolder folder, IProgress<RunEvent>? progress, string command, CancellationToken cancellation);
