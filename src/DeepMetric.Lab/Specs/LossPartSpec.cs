using System.Text.Json.Nodes;

namespace DeepMetric.Lab.Specs;

/// <summary>A loss of a training run, by itself or as a part of a weighted sum.</summary>
public sealed record LossPartSpec
{
    /// <summary>The loss's name in the catalogue, e.g. <c>triplet</c>.</summary>
    public required string Loss { get; init; }

    /// <summary>What it is multiplied by.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Options of the loss that differ from the form's, e.g. <c>{ "margin": 0.5 }</c>.</summary>
    public JsonObject Options { get; init; } = [];

    /// <summary>Every option of the loss with its value.</summary>
    public JsonObject Settings { get; init; } = [];
}
