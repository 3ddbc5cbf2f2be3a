using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Models;

/// <summary>What can be set on a <see cref="BackboneNet"/>.</summary>
public sealed record BackboneNetOptions
{
    /// <summary>Dimensions of the embedding.</summary>
    /// <value>Default 128.</value>
    [Range(1, int.MaxValue)]
    public int EmbeddingSize { get; init; } = 128;

    /// <summary>How a feature map becomes features. A trunk without a feature map has no use for it.</summary>
    /// <value>Default the mean.</value>
    public PoolingKind Pooling { get; init; }

    /// <summary>Units of the head's hidden layers, first to last.</summary>
    /// <value>Default none: a linear head.</value>
    public IReadOnlyList<int> HeadHidden { get; init; } = [];

    /// <summary>Whether the head's hidden layers have batch norm.</summary>
    /// <value>Default false.</value>
    public bool HeadBatchNorm { get; init; }

    /// <summary>Whether embeddings are scaled to unit norm.</summary>
    /// <value>Default true.</value>
    public bool Normalize { get; init; } = true;

    /// <summary>Whether the whole trunk stays as it is: no gradients, and always in evaluation mode, so that no batch statistic moves either.</summary>
    /// <value>Default false.</value>
    public bool FreezeTrunk { get; init; }

    /// <summary>Whether the trunk's batch norms stay as they are: always in evaluation mode, and scale and shift are not trained. Nothing to do where there are none.</summary>
    /// <value>Default false.</value>
    public bool FreezeBatchNorm { get; init; }
}
