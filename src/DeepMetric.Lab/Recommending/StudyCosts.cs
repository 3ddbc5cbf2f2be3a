namespace DeepMetric.Lab.Recommending;

/// <summary>What trainings and evaluations take here, measured on some of the items.</summary>
public sealed record StudyCosts
{
    /// <summary>Seconds of training per item and pass, by arm.</summary>
    public required IReadOnlyDictionary<string, double> SecondsPerItem { get; init; }

    /// <summary>Seconds before the first step of a training.</summary>
    public double SetupSeconds { get; init; }

    /// <summary>Seconds of the numbers that are recorded after each epoch, on the items measured.</summary>
    public required double EpochSeconds { get; init; }

    /// <summary>Seconds of the numbers at the end of a training, on the items measured.</summary>
    public required double EvaluationSeconds { get; init; }

    /// <summary>Seconds of the numbers of the raw input, on the items measured.</summary>
    public required double RawSeconds { get; init; }

    /// <summary>Seconds until a worker has its data.</summary>
    public required double StartSeconds { get; init; }

    /// <summary>Training items measured.</summary>
    public required int TrainItems { get; init; }

    /// <summary>Test items measured.</summary>
    public required int TestItems { get; init; }
}

/// <summary>What a plan has to fit.</summary>
public sealed record PlanningFacts
{
    /// <summary>Training items there are.</summary>
    public required int TrainItems { get; init; }

    /// <summary>Test items there are.</summary>
    public required int TestItems { get; init; }

    /// <summary>Classes trained on.</summary>
    public required int TrainClasses { get; init; }

    /// <summary>Classes tested on.</summary>
    public required int TestClasses { get; init; }

    /// <summary>Numbers of an item.</summary>
    public required int ItemSize { get; init; }

    /// <summary>Items of a batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Passes over the training items that suit the data set.</summary>
    public required int Epochs { get; init; }

    /// <summary>Workers at once.</summary>
    public required int Workers { get; init; }

    /// <summary>Whether options can be searched: there are ranges, and items to choose by.</summary>
    public required bool CanTune { get; init; }

    /// <summary>Pixels of each side as measured, where they may be fewer; null where they may not.</summary>
    public int? LargestImageSize { get; init; }

    /// <summary>How often all is trained: 2 where nets are also trained on coarse labels to ask for finer ones.</summary>
    public int Levels { get; init; } = 1;
}
