namespace DeepMetric.Lab.Statistics;

/// <summary>A mean and the interval that a bootstrap gives it.</summary>
public sealed record BootstrapInterval
{
    /// <summary>The mean over all values.</summary>
    public required double Mean { get; init; }

    /// <summary>The lower end.</summary>
    public required double Low { get; init; }

    /// <summary>The upper end.</summary>
    public required double High { get; init; }

    /// <summary>How many units there are to draw from.</summary>
    public required int Units { get; init; }
}
