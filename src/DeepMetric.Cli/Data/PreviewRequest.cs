using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>What a <c>data preview</c> asks for.</summary>
internal sealed record PreviewRequest
{
    /// <summary>The data set.</summary>
    public required DatasetChoice Dataset { get; init; }

    /// <summary>The file of the sheet.</summary>
    public required string Out { get; init; }

    /// <summary>The most classes to show.</summary>
    public int Classes { get; init; } = 8;

    /// <summary>The most items of each class to show.</summary>
    public int PerClass { get; init; } = 8;

    /// <summary>The seed of the choice and of the variation; null for the first items.</summary>
    public int? Seed { get; init; }

    /// <summary>The part to show; null for all.</summary>
    public ItemPart? Part { get; init; }

    /// <summary>The side at which a net sees the images; null for images as they are, or, varied, for what suits them.</summary>
    public int? ImageSize { get; init; }

    /// <summary>Whether images are varied as in training.</summary>
    public bool IsVaried { get; init; }
}
