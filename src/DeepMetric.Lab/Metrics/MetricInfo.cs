namespace DeepMetric.Lab.Metrics;

/// <summary>What a number is called, what it belongs to and which way is better.</summary>
/// <param name="Id">The key in records and JSON, e.g. <c>map-at-r</c>.</param>
/// <param name="Title">The name shown to a reader, e.g. <c>MAP@R</c>.</param>
/// <param name="Group">The part of a report it belongs to.</param>
/// <param name="Direction">Which way is better, or neither.</param>
/// <param name="Meaning">One sentence that says what it measures.</param>
public sealed record MetricInfo(string Id, string Title, MetricGroup Group, MetricDirection Direction, string Meaning)
{
    /// <summary>Whether a comparison shows it in its table, and tests it; otherwise it is recorded beside the others.</summary>
    public bool StandsInTables { get; init; } = true;
}

/// <summary>The part of a report that a number belongs to.</summary>
public enum MetricGroup
{
    /// <summary>Finding items of the same class.</summary>
    Retrieval,

    /// <summary>Predicting the class.</summary>
    Classification,

    /// <summary>Finding the classes without labels.</summary>
    Clustering,

    /// <summary>Telling pairs of one class from pairs of two.</summary>
    Verification,

    /// <summary>The spread of the embeddings.</summary>
    Variance,

    /// <summary>How a loss spends its updates.</summary>
    Greediness,
}

/// <summary>Which way is better.</summary>
public enum MetricDirection
{
    /// <summary>More is better.</summary>
    HigherIsBetter,

    /// <summary>Less is better.</summary>
    LowerIsBetter,

    /// <summary>A description, not a score.</summary>
    Neither,
}
