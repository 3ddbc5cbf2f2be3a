using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Evaluation.Classification;

/// <summary>What can be set on a <see cref="LinearProbe"/>.</summary>
public sealed record LinearProbeOptions
{
    /// <summary>The inverse strength of the penalty on the weights.</summary>
    /// <value>Default 1.</value>
    [Range(double.Epsilon, double.MaxValue)]
    public double C { get; init; } = 1;

    /// <summary>The fit has converged when no entry of the gradient of the mean objective is larger.</summary>
    /// <value>Default 1e-5.</value>
    [Range(0, double.MaxValue)]
    public double GradientTolerance { get; init; } = 1e-5;

    /// <summary>The most iterations.</summary>
    /// <value>Default 500.</value>
    [Range(0, int.MaxValue)]
    public int MaxIterations { get; init; } = 500;
}
