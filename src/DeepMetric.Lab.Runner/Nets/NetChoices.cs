namespace DeepMetric.Lab.Runner;

/// <summary>What a user chose for the net; what is null follows the data set.</summary>
public sealed record NetChoices
{
    /// <summary>A backbone's name, or a file: <c>x.pt</c> for a TorchScript module, <c>x.onnx</c> for an ONNX model.</summary>
    public string? Backbone { get; init; }

    /// <summary>The number of dimensions of the embedding.</summary>
    public int? EmbeddingSize { get; init; }

    /// <summary>How a feature map becomes features: <c>average</c> or <c>gem</c>.</summary>
    public string Pooling { get; init; } = "average";

    /// <summary>Units of the head's hidden layers.</summary>
    public IReadOnlyList<int> HeadHidden { get; init; } = [];

    /// <summary>The file of the trunk's first weights.</summary>
    public string? Weights { get; init; }

    /// <summary>Whether only the head is trained.</summary>
    public bool FreezeTrunk { get; init; }

    /// <summary>Whether batch norms stay as they are.</summary>
    public bool FreezeBatchNorm { get; init; }
}
