namespace DeepMetric.Onnx;

/// <summary>The order of a model's colours.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue. "RGB" in JSON.</summary>
    RedGreenBlue,

    /// <summary>Blue, green, red: OpenCV's and Caffe's. "BGR" in JSON.</summary>
    BlueGreenRed,
}
