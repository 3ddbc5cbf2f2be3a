namespace DeepMetric.Evaluation.Verification;

/// <summary>What a threshold does: a pair matches when its distance is at most the threshold, or its similarity at least.</summary>
/// <param name="Threshold">
/// The threshold, midway between the farthest pair that it accepts and the nearest that it refuses; where it refuses none, the farthest pair itself.
/// −∞ (for similarities +∞) accepts nothing.
/// </param>
/// <param name="FalseMatchRate">FMR: the share of negative pairs that match; NaN without negative pairs.</param>
/// <param name="FalseNonMatchRate">FNMR: the share of positive pairs that don't.</param>
public sealed record OperatingPoint(double Threshold, double FalseMatchRate, double FalseNonMatchRate);
