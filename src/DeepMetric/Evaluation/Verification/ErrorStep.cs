namespace DeepMetric.Evaluation.Verification;

/// <summary>A threshold just behind one of the distances that positive pairs have, and what it accepts.</summary>
/// <param name="At">Which distance, of the different ones in ascending order; −1 accepts nothing.</param>
/// <param name="Positives">Positive pairs accepted.</param>
/// <param name="NegativesBefore">Negative pairs that are closer than this distance.</param>
/// <param name="Negatives">Negative pairs accepted: those, and the ones of the very distance.</param>
internal readonly record struct ErrorStep(int At, long Positives, long NegativesBefore, long Negatives);
