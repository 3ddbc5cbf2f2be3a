namespace DeepMetric.Lab.Recommending;

/// <summary>How large a study is made so that it fits a time.</summary>
public sealed record BudgetPlan
{
    /// <summary>Seeds per arm.</summary>
    public required int Seeds { get; init; }

    /// <summary>Passes over the training items.</summary>
    public required int Epochs { get; init; }

    /// <summary>Trials per arm; 0 where options are not searched.</summary>
    public required int Trials { get; init; }

    /// <summary>Passes of a trial.</summary>
    public required int TrialEpochs { get; init; }

    /// <summary>At most so many training items; null for all.</summary>
    public int? TrainItems { get; init; }

    /// <summary>At most so many test items; null for all.</summary>
    public int? TestItems { get; init; }

    /// <summary>Pixels of each side where they are fewer than usual; null for the usual ones.</summary>
    public int? ImageSize { get; init; }

    /// <summary>How often all is trained: 2 where nets are also trained on coarse labels.</summary>
    public int Levels { get; init; } = 1;

    /// <summary>Seconds that all of it is predicted to take.</summary>
    public required double Seconds { get; init; }

    /// <summary>Whether this is all that would be done with any time.</summary>
    public required bool IsFull { get; init; }
}
