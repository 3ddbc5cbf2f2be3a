namespace DeepMetric.Lab.Findings;

/// <summary>An objection or a mark that a reader of the results should see.</summary>
public sealed record Finding
{
    /// <summary>The rule's id, e.g. <c>ceiling</c>.</summary>
    public required string Id { get; init; }

    /// <summary>How much it matters.</summary>
    public required Severity Severity { get; init; }

    /// <summary>What was seen, the threshold, and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>The metric concerned; null when it is about the whole run.</summary>
    public string? Metric { get; init; }
}

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>Weakens a conclusion.</summary>
    Warning,
}
