namespace DeepMetric.Datasets;

/// <summary>A synthetic data set together with what it was drawn from.</summary>
/// <param name="Split">The items.</param>
/// <param name="Truth">What they were drawn from.</param>
public sealed record SyntheticData(DatasetSplit Split, SyntheticTruth Truth);
