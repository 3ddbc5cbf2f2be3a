using DeepMetric.Cli.Comparing;
using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;

namespace DeepMetric.Cli.Training;

/// <summary>What a <c>train</c> asks for.</summary>
internal sealed record TrainRequest
{
    /// <summary>The data set's name, or a path.</summary>
    public required string Dataset { get; init; }

    /// <summary>Where it lies and how it is read.</summary>
    public required DatasetRequest Data { get; init; }

    /// <summary>What decides the specification.</summary>
    public required TrainingChoices Choices { get; init; }

    /// <summary>Epochs from one checkpoint to the next.</summary>
    public int CheckpointEvery { get; init; } = 1;

    /// <summary>The folder; null for one that is found by the data set's name.</summary>
    public string? Out { get; init; }

    /// <summary>Whether to go on with the training run in the folder.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether to write one JSON object in place of text.</summary>
    public bool Json { get; init; }

    /// <summary>Whether to leave progress out.</summary>
    public bool Quiet { get; init; }

    /// <summary>The command as it was given.</summary>
    public required GivenCommand Command { get; init; }
}
