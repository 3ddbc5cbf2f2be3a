namespace DeepMetric.Lab.Runs;

/// <summary>How long a run took; the run folder's <c>timings.json</c>.</summary>
public sealed record Timings
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-timings/1";

    /// <summary>Each training run, in the order in which they were made.</summary>
    public required IReadOnlyList<UnitTiming> Units { get; init; }

    /// <summary>Seconds spent on the raw input and the untrained nets.</summary>
    public required double BaselineSeconds { get; init; }

    /// <summary>Seconds from start to end (of a resumed run: of the last part).</summary>
    public required double TotalSeconds { get; init; }
}

/// <summary>How long one training run took.</summary>
public sealed record UnitTiming
{
    /// <summary>Which run.</summary>
    public required UnitKey Key { get; init; }

    /// <summary>Seconds of training, without evaluation.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>Training items per second of training.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Seconds of evaluation, after each epoch and at the end.</summary>
    public required double EvaluationSeconds { get; init; }
}
