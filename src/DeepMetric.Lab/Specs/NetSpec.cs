namespace DeepMetric.Lab.Specs;

/// <summary>The net: its backbone, where the backbone's weights come from, and what is trained of it.</summary>
public sealed record NetSpec
{
    /// <summary>A backbone's name, such as <c>convnet</c> or <c>resnet20</c>; or a file: <c>x.pt</c> for a TorchScript module, <c>x.onnx</c> for an ONNX model.</summary>
    public required string Backbone { get; init; }

    /// <summary>The SHA-256 of the backbone's file; null where it is one by name.</summary>
    public string? BackboneSha256 { get; init; }

    /// <summary>The number of dimensions of the embedding.</summary>
    public required int EmbeddingSize { get; init; }

    /// <summary>How a feature map becomes features: <c>average</c> or <c>gem</c>.</summary>
    public string Pooling { get; init; } = "average";

    /// <summary>Units of the head's hidden layers; none for a linear head.</summary>
    public IReadOnlyList<int> HeadHidden { get; init; } = [];

    /// <summary>Whether embeddings have unit norm.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>The file of the trunk's first weights; null for weights drawn by the seed.</summary>
    public string? Weights { get; init; }

    /// <summary>The SHA-256 of that file.</summary>
    public string? WeightsSha256 { get; init; }

    /// <summary>Whether only the head is trained.</summary>
    public bool FreezeTrunk { get; init; }

    /// <summary>Whether batch norms stay as they are.</summary>
    public bool FreezeBatchNorm { get; init; }
}
