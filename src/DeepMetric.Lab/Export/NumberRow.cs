namespace DeepMetric.Lab.Export;

/// <summary>One number of one training run: a row of a <see cref="NumbersTable"/>.</summary>
public sealed record NumberRow
{
    /// <summary>The study that the run belongs to.</summary>
    public required string Study { get; init; }

    /// <summary>The data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>The conditions that its arms share, such as a net and a budget.</summary>
    public required string Track { get; init; }

    /// <summary>The arm.</summary>
    public required string Arm { get; init; }

    /// <summary>The fold of the data.</summary>
    public required int Fold { get; init; }

    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    /// <summary>The metric's id, e.g. <c>map-at-r</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>The number, finite; what is not defined has no row.</summary>
    public required double Value { get; init; }

    /// <summary>The id of the run, the same for all of its rows.</summary>
    public required string Unit { get; init; }
}
