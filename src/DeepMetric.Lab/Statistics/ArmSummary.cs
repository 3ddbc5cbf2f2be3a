namespace DeepMetric.Lab.Statistics;

/// <summary>One number of one arm over its seeds.</summary>
public sealed record ArmSummary
{
    /// <summary>The experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>The arm's name, or a baseline's.</summary>
    public required string Arm { get; init; }

    /// <summary>The metric's id.</summary>
    public required string Metric { get; init; }

    /// <summary>Seeds for which the number is defined.</summary>
    public required int Count { get; init; }

    /// <summary>The mean over seeds.</summary>
    public required double Mean { get; init; }

    /// <summary>The lower end of the 95 % t interval of the mean; null below 2 seeds.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end of the 95 % t interval of the mean; null below 2 seeds.</summary>
    public double? High { get; init; }
}
