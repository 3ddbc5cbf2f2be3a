using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Runner;

/// <summary>Which model embeddings come from.</summary>
public sealed record ModelFacts
{
    /// <summary>The SHA-256 of its weights.</summary>
    public required string WeightsSha256 { get; init; }

    /// <summary>Its backbone.</summary>
    public required string Backbone { get; init; }

    /// <summary>The loss it was trained with.</summary>
    public required string Loss { get; init; }

    /// <summary>The data set it was trained on.</summary>
    public required string Dataset { get; init; }

    /// <summary>Which items of it; null for the parts that the set comes in.</summary>
    public SplitSpec? Split { get; init; }

    internal static ModelFacts Of(ModelCard card) =>
        new() { WeightsSha256 = card.WeightsSha256, Backbone = card.Net.Backbone, Loss = card.Loss, Dataset = card.Dataset, Split = card.Split };
}
