namespace DeepMetric.Evaluation.Classification;

/// <summary>Where a minimisation ended.</summary>
internal sealed record LbfgsResult(double[] Point, double Value, double LargestGradient, int Iterations, bool Converged);
