namespace DeepMetric.Lab.Claims;

/// <summary>A number that a claim is tested on, with the sign that the claim predicts.</summary>
/// <param name="Metric">The metric's id.</param>
/// <param name="Sign">The predicted sign of triplet minus contrastive: 1 or -1.</param>
public sealed record PredictedNumber(string Metric, int Sign);
