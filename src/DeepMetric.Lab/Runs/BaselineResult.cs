namespace DeepMetric.Lab.Runs;

/// <summary>The numbers of something that was not trained.</summary>
public sealed record BaselineResult
{
    /// <summary>The name of the baseline that uses the input itself.</summary>
    public const string RawInput = "raw input";

    /// <summary>The name of the baseline that uses the net before training.</summary>
    public const string UntrainedNet = "untrained net";

    /// <summary>The experiment, because the labels evaluated on differ between experiments.</summary>
    public required string Experiment { get; init; }

    /// <summary><see cref="RawInput"/> or <see cref="UntrainedNet"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The seed of the untrained net; null for the raw input.</summary>
    public int? Seed { get; init; }

    /// <summary>Numbers by metric id.</summary>
    public required IReadOnlyDictionary<string, double> Numbers { get; init; }
}
