namespace DeepMetric.Evaluation.Verification;

/// <summary>How the positive pairs of one class fared at the thresholds of the whole.</summary>
/// <param name="Label">The label of the queries.</param>
/// <param name="PositivePairs">How many positive pairs of it were judged.</param>
/// <param name="FalseNonMatchRates">The share of them that don't match, at each of <see cref="PairVerificationResult.AtFalseMatchRates"/>.</param>
public sealed record ClassVerification(int Label, long PositivePairs, IReadOnlyList<double> FalseNonMatchRates);
