namespace DeepMetric.Onnx;

/// <summary>How an image is brought to a model's size.</summary>
public enum ResizeMode
{
    /// <summary>Straight to height and width, whatever its proportions. "squash" in JSON.</summary>
    Squash,

    /// <summary>Until its short side has a length, then the centre is cut out. "short-side-crop" in JSON.</summary>
    ShortSideCrop,
}
