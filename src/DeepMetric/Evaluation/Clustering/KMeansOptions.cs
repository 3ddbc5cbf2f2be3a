using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Evaluation.Clustering;

/// <summary>What can be set on <see cref="KMeans"/>.</summary>
public sealed record KMeansOptions
{
    /// <summary>How many times it starts afresh; the run of the least inertia counts.</summary>
    /// <value>Default 10.</value>
    [Range(1, int.MaxValue)]
    public int Starts { get; init; } = 10;

    /// <summary>The most rounds of a run.</summary>
    /// <value>Default 300.</value>
    [Range(1, int.MaxValue)]
    public int MaxIterations { get; init; } = 300;
}
