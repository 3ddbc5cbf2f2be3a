namespace DeepMetric.Testing;

/// <summary>How a distance is checked.</summary>
public sealed record DistanceConformanceOptions
{
    /// <summary>Decides every embedding.</summary>
    /// <value>Default 1.</value>
    public ulong Seed { get; init; } = 1;

    /// <summary>Sets of embeddings per law.</summary>
    /// <value>Default 25.</value>
    public int Sets { get; init; } = 25;

    /// <summary>Calls after which no tensor may have been left behind.</summary>
    /// <value>Default 1000.</value>
    public int LeakCalls { get; init; } = 1000;

    /// <summary>How far two values that should be equal may differ in double, relative to the larger where that is above 1.</summary>
    /// <value>Default 1e-9.</value>
    public double Tolerance { get; init; } = 1e-9;

    /// <summary>Whether an item is at distance 0 from itself.</summary>
    /// <value>Default true.</value>
    public bool SelfIsZero { get; init; } = true;
}
