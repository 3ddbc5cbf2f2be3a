using System.Text.Json.Nodes;

namespace DeepMetric.Lab.Specs;

/// <summary>One side of a comparison: a loss and what is set on it.</summary>
public sealed record ArmSpec
{
    /// <summary>The arm's name, which is the loss's unless two arms share one, e.g. <c>contrastive</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The loss's name in the catalogue, e.g. <c>triplet</c>.</summary>
    public required string Loss { get; init; }

    /// <summary>Options of the loss that differ from the experiment's form, e.g. <c>{ "margin": 0.5 }</c>.</summary>
    public JsonObject Options { get; init; } = [];

    /// <summary>What chooses its pairs or triplets; null for all valid ones.</summary>
    public MinerSpec? Miner { get; init; }

    /// <summary>Every option of the loss with its value, by the forms of the experiments.</summary>
    public IReadOnlyDictionary<string, JsonObject> Settings { get; init; } = new Dictionary<string, JsonObject>();
}
