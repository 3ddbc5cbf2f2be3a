using System.Text.Json.Nodes;

namespace DeepMetric.Lab.Specs;

/// <summary>What chooses the pairs or triplets of a loss.</summary>
public sealed record MinerSpec
{
    /// <summary>The miner's name in the catalogue.</summary>
    public required string Name { get; init; }

    /// <summary>Options that differ from its defaults.</summary>
    public JsonObject Options { get; init; } = [];
}
