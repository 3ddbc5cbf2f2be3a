using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Lab.Tuning;

/// <summary>What can be set on a <see cref="TreeParzenSearch"/>.</summary>
public sealed record TreeParzenOptions
{
    /// <summary>So many trials, not counting those that failed, are drawn at random first.</summary>
    /// <value>Default 10.</value>
    [Range(2, int.MaxValue)]
    public int StartupTrials { get; init; } = 10;

    /// <summary>The share of the trials that count as good, at least one.</summary>
    /// <value>Default 0.2.</value>
    [Range(0.01, 0.99)]
    public double Gamma { get; init; } = 0.2;

    /// <summary>How many values of each parameter are drawn from the good ones' density, of which the best is tried.</summary>
    /// <value>Default 24.</value>
    [Range(1, 10_000)]
    public int Candidates { get; init; } = 24;
}
