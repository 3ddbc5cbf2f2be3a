namespace DeepMetric.Diagnostics;

/// <summary>The spread of one class.</summary>
/// <param name="Label">The class.</param>
/// <param name="Count">Its items, n_c.</param>
/// <param name="Variance">(1/n_c) Σ ‖z_i - μ_c‖²; null for a class of one item that is left out.</param>
public sealed record ClassVariance(int Label, int Count, double? Variance);
