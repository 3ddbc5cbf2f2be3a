namespace DeepMetric.Onnx;

/// <summary>What a model expects of its input and which of its outputs is wanted; a small JSON beside the model.</summary>
/// <remarks>
/// A value v in [0, 1] of channel c becomes (scale · (low + v · (high − low)) − mean[c]) / std[c]; mean and std are in the order red, green, blue
/// whatever the model's order is. In JSON:
/// <code>{ "height": 224, "width": 224, "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225],
///   "resize": "short-side-crop", "shortSide": 256 }</code>
/// Further fields: <c>input</c>, <c>output</c>, <c>layout</c> (NCHW, NHWC), <c>channels</c> (RGB, BGR), <c>valueRange</c> ([0, 1]),
/// <c>scale</c> (1), <c>pooling</c> (auto, flatten, average, first-token). Unknown ones are refused.
/// </remarks>
public sealed record OnnxPreprocessing
{
    private const int LargestSide = 16384;

    /// <summary>The model's input; null for its only one.</summary>
    public string? Input { get; init; }

    /// <summary>The model's output; null for its first.</summary>
    public string? Output { get; init; }

    /// <summary>The order of the input's dimensions, and of an output of rank 4.</summary>
    /// <value>Default <see cref="TensorLayout.ChannelsFirst"/>.</value>
    public TensorLayout Layout { get; init; } = TensorLayout.ChannelsFirst;

    /// <summary>The order of the colours.</summary>
    /// <value>Default <see cref="ChannelOrder.RedGreenBlue"/>.</value>
    public ChannelOrder Channels { get; init; } = ChannelOrder.RedGreenBlue;

    /// <summary>Rows of an image, in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of an image, in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>How images are brought to that size; for whoever prepares them.</summary>
    /// <value>Default <see cref="ResizeMode.Squash"/>.</value>
    public ResizeMode Resize { get; init; } = ResizeMode.Squash;

    /// <summary>The short side before the crop, in pixels; given with <see cref="ResizeMode.ShortSideCrop"/> only.</summary>
    public int? ShortSide { get; init; }

    /// <summary>What 0 and 1 become first, e.g. 0 and 255.</summary>
    /// <value>Default 0 and 1.</value>
    public IReadOnlyList<double> ValueRange { get; init; } = [0, 1];

    /// <summary>A factor after that.</summary>
    /// <value>Default 1.</value>
    public double Scale { get; init; } = 1;

    /// <summary>Subtracted per channel: red, green, blue, or the one grey.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>Divided by per channel.</summary>
    public required IReadOnlyList<double> Std { get; init; }

    /// <summary>How the output becomes one row per item.</summary>
    /// <value>Default <see cref="OutputPooling.Automatic"/>.</value>
    public OutputPooling Pooling { get; init; } = OutputPooling.Automatic;

    /// <summary>The number of channels: that of <see cref="Mean"/>.</summary>
    public int ChannelCount => Mean.Count;

    /// <summary>Reads the JSON.</summary>
    /// <param name="path">The file, at most 1 MB.</param>
    /// <exception cref="InvalidDataException">It is no such JSON; the message names the file and the field.</exception>
    public static OnnxPreprocessing Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return PreprocessingJson.Read(path);
    }

    /// <summary>Reads the JSON from text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="InvalidDataException">It is no such JSON; the message names the source and the field.</exception>
    public static OnnxPreprocessing Parse(string json, string source)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(source);
        return PreprocessingJson.Parse(System.Text.Encoding.UTF8.GetBytes(json), source);
    }

    /// <summary>The JSON with all fields; equal descriptions give equal text.</summary>
    public string ToJson() => PreprocessingJson.Write(this);

    /// <summary>Names the first field that makes no sense, or null.</summary>
    internal (string Field, string Expected, string Found)? Misfit()
    {
        (string Field, bool Holds, string Expected, string Found)[] rules =
        [
            ("height", Height is >= 1 and <= LargestSide, $"a whole number from 1 to {LargestSide}", $"{Height}"),
            ("width", Width is >= 1 and <= LargestSide, $"a whole number from 1 to {LargestSide}", $"{Width}"),
            ("mean", Mean.Count is 1 or 3 && Mean.All(double.IsFinite), "1 or 3 numbers", $"{Mean.Count}"),
            ("std", Std.Count == Mean.Count && Std.All(value => double.IsFinite(value) && value > 0), $"{Mean.Count} numbers above 0, as many as mean has", Std.Count == Mean.Count ? "one that is not" : $"{Std.Count}"),
            ("valueRange", ValueRange is [double low, double high] && double.IsFinite(low) && double.IsFinite(high) && low < high, "two rising numbers", ValueRange.Count == 2 ? "others" : $"{ValueRange.Count}"),
            ("scale", double.IsFinite(Scale) && Scale != 0, "a number other than 0", "0"),
            ("shortSide", (Resize == ResizeMode.ShortSideCrop) == ShortSide.HasValue, "it with short-side-crop only, and there always", ShortSide.HasValue ? "it with squash" : "none"),
            ("shortSide", ShortSide is null || (ShortSide >= Math.Max(Height, Width) && ShortSide <= LargestSide), $"a whole number from the longer of height and width to {LargestSide}", $"{ShortSide}"),
            ("channels", Mean.Count != 1 || Channels == ChannelOrder.RedGreenBlue, "no order of colours for one channel", "BGR"),
        ];
        return rules.Where(rule => !rule.Holds).Select(rule => ((string, string, string)?)(rule.Field, rule.Expected, rule.Found)).FirstOrDefault();
    }
}
