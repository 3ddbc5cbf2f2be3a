using System.Text.Json.Nodes;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Runner;

/// <summary>What a user chose for a comparison; what is null follows the data set (see <see cref="ComparisonDefaults"/>).</summary>
public sealed record ComparisonChoices
{
    /// <summary>The losses, by name.</summary>
    public IReadOnlyList<string> Losses { get; init; } = ["contrastive", "triplet"];

    /// <summary>The number of seeds; they are 1, 2, ….</summary>
    public int Seeds { get; init; } = 5;

    /// <summary>Passes over the training items in the main experiment.</summary>
    public int? Epochs { get; init; }

    /// <summary>Classes per batch, P.</summary>
    public int? ClassesPerBatch { get; init; }

    /// <summary>Samples per class and batch, K.</summary>
    public int? SamplesPerClass { get; init; }

    /// <summary>The net.</summary>
    public NetChoices Net { get; init; } = new();

    /// <summary>How weights move.</summary>
    public OptimizationSpec Optimization { get; init; } = new() { LearningRate = 1e-3 };

    /// <summary>Margins by loss name.</summary>
    public IReadOnlyDictionary<string, double> Margins { get; init; } = new Dictionary<string, double>();

    /// <summary>Options by loss name, each a member of the loss's option record.</summary>
    public IReadOnlyDictionary<string, JsonObject> LossOptions { get; init; } = new Dictionary<string, JsonObject>();

    /// <summary>The forms of the losses; the main experiments are in the author's code's.</summary>
    public IReadOnlyList<string> Forms { get; init; } = [FormNames.AuthorCode, FormNames.Paper];

    /// <summary>Threads; null for the number of cores.</summary>
    public int? Threads { get; init; }

    /// <summary>The device: <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Which labels are permuted as a canary: <c>none</c>, <c>train</c> or <c>all</c>.</summary>
    public string ShuffledLabels { get; init; } = "none";
}
