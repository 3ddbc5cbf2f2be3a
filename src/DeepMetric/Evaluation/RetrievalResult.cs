namespace DeepMetric.Evaluation;

/// <summary>How well items of the same class are found.</summary>
public sealed record RetrievalResult
{
    /// <summary>The means over all judged queries.</summary>
    public required RetrievalMetrics Overall { get; init; }

    /// <summary>The means over classes of the means over their queries: each class counts the same.</summary>
    public required RetrievalMetrics ClassAverage { get; init; }

    /// <summary>The means of each class with a judged query, by ascending label; a query of several classes counts in each.</summary>
    public required IReadOnlyList<ClassRetrieval> PerClass { get; init; }

    /// <summary>Each judged query in order, when <see cref="RetrievalQuery.KeepsQueries"/> asked for them; otherwise empty.</summary>
    public required IReadOnlyList<QueryRetrieval> PerQuery { get; init; }

    /// <summary>The cumulative match curve: entry k - 1 is CMC@k, which is Recall@k.</summary>
    public required IReadOnlyList<double> CumulativeMatch { get; init; }

    /// <summary>How many queries were judged.</summary>
    public required int QueryCount { get; init; }

    /// <summary>How many queries were left out, because nothing (other than themselves) is relevant to them.</summary>
    public required int LeftOutCount { get; init; }

    /// <summary>How many queries took no part, because their class isn't known.</summary>
    public int UnknownCount { get; init; }

    /// <summary>How many of the nearest items counted, D.</summary>
    public required int Depth { get; init; }
}
