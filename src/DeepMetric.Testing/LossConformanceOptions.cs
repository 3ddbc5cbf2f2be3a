namespace DeepMetric.Testing;

/// <summary>How a loss is checked.</summary>
public sealed record LossConformanceOptions
{
    /// <summary>Decides every batch.</summary>
    /// <value>Default 1.</value>
    public ulong Seed { get; init; } = 1;

    /// <summary>Batches per law that is checked on several.</summary>
    /// <value>Default 25.</value>
    public int Batches { get; init; } = 25;

    /// <summary>The number of classes that a loss is created for; labels are below it.</summary>
    /// <value>Default 4.</value>
    public int Classes { get; init; } = 4;

    /// <summary>Calls after which no tensor may have been left behind.</summary>
    /// <value>Default 1000.</value>
    public int LeakCalls { get; init; } = 1000;

    /// <summary>How far two values that should be equal may differ in double, relative to the larger where that is above 1.</summary>
    /// <value>Default 1e-9.</value>
    public double Tolerance { get; init; } = 1e-9;

    /// <summary>How many entries of the gradient have to differ from 0 for the comparison with finite differences to count.</summary>
    /// <value>Default 10.</value>
    public int MinimumGradients { get; init; } = 10;

    /// <summary>Whether losses are disposed of after use; false where the function gives the same loss again and again.</summary>
    /// <value>Default true.</value>
    public bool DisposesLosses { get; init; } = true;
}
