namespace DeepMetric.Onnx;

/// <summary>What can be chosen about an <see cref="OnnxExtractor"/>.</summary>
public sealed record OnnxExtractorOptions
{
    /// <summary>Threads that work on one batch.</summary>
    /// <value>Default 0: one per physical core.</value>
    public int Threads { get; init; }
}
