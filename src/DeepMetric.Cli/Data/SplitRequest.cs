using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>What a <c>data split</c> asks for.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Split">How it is divided.</param>
/// <param name="Out">The file; of several folds, what their files are named after.</param>
internal sealed record SplitRequest(DatasetChoice Dataset, SplitChoice Split, string Out);
