namespace DeepMetric.Lab.Claims;

/// <summary>What to use, and on what evidence.</summary>
public sealed record Recommendation
{
    /// <summary>The recommended arm; null when nothing was shown, or when the evidence points both ways.</summary>
    public string? Arm { get; init; }

    /// <summary>Two or three sentences that cite the figures.</summary>
    public required string Text { get; init; }

    /// <summary>The figures cited, as <c>experiment/metric</c>.</summary>
    public required IReadOnlyList<string> Cites { get; init; }
}
