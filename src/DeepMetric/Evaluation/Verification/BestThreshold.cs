namespace DeepMetric.Evaluation.Verification;

/// <summary>The threshold at which a score is best; of several, the strictest.</summary>
/// <param name="Score">The score reached.</param>
/// <param name="Point">The threshold and what it does.</param>
public sealed record BestThreshold(double Score, OperatingPoint Point);
