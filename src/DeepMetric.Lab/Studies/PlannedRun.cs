using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Studies;

/// <summary>What a unit is for.</summary>
public enum RunRole
{
    /// <summary>Its numbers are the arm's.</summary>
    Final,

    /// <summary>Shows what the input and the untrained net are worth.</summary>
    Baseline,

    /// <summary>Tries a margin.</summary>
    MarginTry,

    /// <summary>Tries options.</summary>
    Trial,

    /// <summary>Trains on permuted labels, which must not be learnt.</summary>
    ShuffledCanary,

    /// <summary>Lays the embeddings of folds side by side.</summary>
    Concatenated,
}

/// <summary>A use of a unit in a study; several uses may share one unit.</summary>
public sealed record PlannedRun
{
    /// <summary>The data set's name in the study.</summary>
    public required string Dataset { get; init; }

    /// <summary>The track.</summary>
    public required Track Track { get; init; }

    /// <summary>What it is for.</summary>
    public required RunRole Role { get; init; }

    /// <summary>The arm; empty for a baseline.</summary>
    public required string Arm { get; init; }

    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    /// <summary>The fold left out, from 1; 0 for none.</summary>
    public int Fold { get; init; }

    /// <summary>The number of a try or a trial, from 1; 0 for none.</summary>
    public int Number { get; init; }

    /// <summary>What a trial tries.</summary>
    public IReadOnlyDictionary<string, ParameterValue>? Values { get; init; }

    /// <summary>The unit.</summary>
    public required UnitSpec Unit { get; init; }

    /// <summary>The unit's id.</summary>
    public required string UnitId { get; init; }
}
