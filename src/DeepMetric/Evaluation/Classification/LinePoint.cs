namespace DeepMetric.Evaluation.Classification;

/// <summary>A point on a line, with what the function does there.</summary>
/// <param name="Length">How far along the direction.</param>
/// <param name="Point">The point.</param>
/// <param name="Value">The function's value.</param>
/// <param name="Gradient">Its gradient.</param>
/// <param name="Slope">Its derivative along the direction.</param>
internal sealed record LinePoint(double Length, double[] Point, double Value, double[] Gradient, double Slope);
