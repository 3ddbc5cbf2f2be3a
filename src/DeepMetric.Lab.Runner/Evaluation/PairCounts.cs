namespace DeepMetric.Lab.Runner;

/// <summary>How many pairs thresholds were judged by: all there are, or as many as were drawn.</summary>
/// <param name="Positive">Pairs of one class.</param>
/// <param name="Negative">Pairs of two classes.</param>
/// <param name="JudgedPositive">Pairs of one class that were judged.</param>
/// <param name="JudgedNegative">Pairs of two classes that were judged.</param>
public sealed record PairCounts(long Positive, long Negative, long JudgedPositive, long JudgedNegative);
