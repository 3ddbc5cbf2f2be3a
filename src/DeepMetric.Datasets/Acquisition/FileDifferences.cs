namespace DeepMetric.Datasets;

/// <summary>The files that differ from a manifest in one way.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Names">The first of their paths in ordinal order.</param>
public sealed record FileDifferences(int Count, IReadOnlyList<string> Names);
