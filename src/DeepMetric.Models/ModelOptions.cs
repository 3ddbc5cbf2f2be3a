namespace DeepMetric.Models;

/// <summary>Which net of the catalogue, and how it is set up.</summary>
public sealed record ModelOptions
{
    /// <summary>A name of <see cref="ModelCatalog.Names"/>.</summary>
    /// <value>Default <c>convnet</c>.</value>
    public string Model { get; init; } = ModelCatalog.ConvNet;

    /// <summary>Dimensions of the embedding.</summary>
    /// <value>Default null: what <see cref="ModelCatalog.DefaultEmbeddingSize"/> says.</value>
    public int? EmbeddingSize { get; init; }

    /// <summary>How a feature map becomes features; convolutional backbones only.</summary>
    /// <value>Default the mean.</value>
    public PoolingKind Pooling { get; init; }

    /// <summary>Units of the head's hidden layers, first to last; backbones only.</summary>
    /// <value>Default none: a linear head.</value>
    public IReadOnlyList<int> HeadHidden { get; init; } = [];

    /// <summary>Whether the head's hidden layers have batch norm; backbones only.</summary>
    /// <value>Default false.</value>
    public bool HeadBatchNorm { get; init; }

    /// <summary>Whether embeddings are scaled to unit norm.</summary>
    /// <value>Default true.</value>
    public bool Normalize { get; init; } = true;

    /// <summary>Whether everything but the head stays as it is.</summary>
    /// <value>Default false.</value>
    public bool FreezeTrunk { get; init; }

    /// <summary>Whether batch norms of the trunk stay as they are; nothing to do in nets that have none.</summary>
    /// <value>Default false.</value>
    public bool FreezeBatchNorm { get; init; }
}
