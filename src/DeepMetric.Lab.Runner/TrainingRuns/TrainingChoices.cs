using System.Text.Json.Nodes;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Runner;

/// <summary>What a user chose for a training run; what is null follows the data set (see <see cref="TrainingDefaults"/>).</summary>
public sealed record TrainingChoices
{
    /// <summary>The loss, or the losses of a weighted sum.</summary>
    public IReadOnlyList<LossPartSpec> Losses { get; init; } = [new() { Loss = "triplet" }];

    /// <summary>Margins by loss name.</summary>
    public IReadOnlyDictionary<string, double> Margins { get; init; } = new Dictionary<string, double>();

    /// <summary>Options by loss name, each a member of the loss's option record.</summary>
    public IReadOnlyDictionary<string, JsonObject> LossOptions { get; init; } = new Dictionary<string, JsonObject>();

    /// <summary>The form of the losses, one of <see cref="FormNames"/>.</summary>
    public string Form { get; init; } = FormNames.AuthorCode;

    /// <summary>Passes over the training items.</summary>
    public int? Epochs { get; init; }

    /// <summary>Classes per batch, P.</summary>
    public int? ClassesPerBatch { get; init; }

    /// <summary>Samples per class and batch, K.</summary>
    public int? SamplesPerClass { get; init; }

    /// <summary>The net.</summary>
    public NetChoices Net { get; init; } = new();

    /// <summary>How weights move.</summary>
    public OptimizationSpec Optimization { get; init; } = new() { LearningRate = 1e-3 };

    /// <summary>The seed of weights, batches and variations.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The validation number to keep the best epoch by, one of <see cref="Runs.BestEpoch.Choices"/>; null for MAP@R where there are validation items.</summary>
    public string? ChooseBy { get; init; }

    /// <summary>Stop after so many epochs without a better one; null for never.</summary>
    public int? Patience { get; init; }

    /// <summary>Threads; null for the number of cores.</summary>
    public int? Threads { get; init; }

    /// <summary>The device: <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "cpu";
}
