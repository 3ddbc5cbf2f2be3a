namespace DeepMetric.Lab.Tuning;

/// <summary>A trial of a search: what was tried, and how good it was.</summary>
public sealed record Trial
{
    /// <summary>Its number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The value of each parameter, by name.</summary>
    public required IReadOnlyDictionary<string, ParameterValue> Values { get; init; }

    /// <summary>What is to be as large as possible; null where the trial failed.</summary>
    public double? Objective { get; init; }
}
