namespace DeepMetric.Lab.Statistics;

/// <summary>What can be set on a <see cref="ClusterBootstrap"/>.</summary>
public sealed record ClusterBootstrapOptions
{
    /// <summary>How often units are drawn anew, at least 100.</summary>
    /// <value>Default 1,000.</value>
    public int Resamples { get; init; } = 1000;

    /// <summary>The confidence of the interval, in (0, 1).</summary>
    /// <value>Default 0.95.</value>
    public double Confidence { get; init; } = 0.95;

    /// <summary>How the interval follows from the means drawn.</summary>
    /// <value>Default percentiles.</value>
    public BootstrapMethod Method { get; init; }

    /// <summary>Decides the draws.</summary>
    /// <value>Default 0.</value>
    public ulong Seed { get; init; }
}
