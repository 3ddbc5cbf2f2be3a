namespace DeepMetric.Onnx;

/// <summary>The order of a model's image dimensions.</summary>
public enum TensorLayout
{
    /// <summary>Items, channels, rows, columns: PyTorch's. "NCHW" in JSON.</summary>
    ChannelsFirst,

    /// <summary>Items, rows, columns, channels: TensorFlow's. "NHWC" in JSON.</summary>
    ChannelsLast,
}
