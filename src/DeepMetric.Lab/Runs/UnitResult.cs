namespace DeepMetric.Lab.Runs;

/// <summary>The outcome of one training run; the unit's <c>result.json</c>.</summary>
public sealed record UnitResult
{
    /// <summary>Which run this is.</summary>
    public required UnitKey Key { get; init; }

    /// <summary>Training steps made.</summary>
    public required int Steps { get; init; }

    /// <summary>Numbers by metric id (see <see cref="Metrics.MetricCatalog"/>); a number that is not defined for the run is left out.</summary>
    public required IReadOnlyDictionary<string, double> Numbers { get; init; }

    /// <summary>The intra-class variance of each class's test embeddings, in the order of the class names; null for a class with fewer than two.</summary>
    public required IReadOnlyList<double?> IntraPerClass { get; init; }
}
