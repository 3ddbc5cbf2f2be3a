namespace DeepMetric.Testing;

/// <summary>How a miner is checked.</summary>
public sealed record MinerConformanceOptions
{
    /// <summary>Decides every batch.</summary>
    /// <value>Default 1.</value>
    public ulong Seed { get; init; } = 1;

    /// <summary>Batches per law that is checked on several.</summary>
    /// <value>Default 50.</value>
    public int Batches { get; init; } = 50;

    /// <summary>Calls after which no tensor may have been left behind.</summary>
    /// <value>Default 1000.</value>
    public int LeakCalls { get; init; } = 1000;

    /// <summary>The label whose items take part in no tuple; null where every label is alike.</summary>
    /// <value>Default -1.</value>
    public long? IgnoredLabel { get; init; } = -1;

    /// <summary>Whether tuples index the batch alone; false for a miner that remembers other items, whose tuples may lead to them.</summary>
    /// <value>Default true.</value>
    public bool IndexesTheBatch { get; init; } = true;

    /// <summary>Whether the choice depends on the calls before.</summary>
    /// <value>Default false.</value>
    public bool IsStateful { get; init; }

    /// <summary>How many tuples have to be found over all batches for the laws about tuples to count.</summary>
    /// <value>Default 20.</value>
    public int MinimumTuples { get; init; } = 20;
}
