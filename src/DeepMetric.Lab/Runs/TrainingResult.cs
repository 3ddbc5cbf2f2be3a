using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Runs;

/// <summary>The outcome of a training run; its folder's <c>result.json</c>. Holds no times, paths or facts of the host.</summary>
public sealed record TrainingResult
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-training-result/1";

    /// <summary>What was run.</summary>
    public required TrainingSpec Spec { get; init; }

    /// <summary>The data set's facts that a reader needs.</summary>
    public required DatasetFacts Dataset { get; init; }

    /// <summary>Items that were chosen by; 0 without.</summary>
    public required int ValidationItems { get; init; }

    /// <summary>Training steps made.</summary>
    public required int Steps { get; init; }

    /// <summary>Epochs trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>Whether patience ended the training before its last epoch.</summary>
    public required bool StoppedEarly { get; init; }

    /// <summary>The epoch whose weights are the model.</summary>
    public required TrainingEpoch Chosen { get; init; }

    /// <summary>The model's numbers on the test items by metric id; a number that is not defined is left out.</summary>
    public required IReadOnlyDictionary<string, double> Numbers { get; init; }

    /// <summary>The same numbers of the net before training.</summary>
    public required IReadOnlyDictionary<string, double> UntrainedNet { get; init; }

    /// <summary>The same numbers of the input itself.</summary>
    public required IReadOnlyDictionary<string, double> RawInput { get; init; }
}
