namespace DeepMetric.Lab.Runner;

/// <summary>A 95 % interval of a number.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
public sealed record NumberInterval(double Low, double High);
