using DeepMetric.Datasets;
using DeepMetric.Onnx;

namespace DeepMetric.Lab.Runner;

/// <summary>How images have to be read for a backbone that says so itself: an ONNX model with its description.</summary>
public static class BackbonePreparation
{
    /// <summary>The way of reading images that a backbone asks for; as chosen where it asks for none.</summary>
    /// <param name="backbone">A name or a file; null for the default.</param>
    /// <param name="chosen">What was chosen.</param>
    /// <exception cref="ArgumentException">The model takes images that are not square.</exception>
    /// <exception cref="InvalidDataException">The model's description is damaged.</exception>
    public static ImageLoading For(string? backbone, ImageLoading chosen)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        if (backbone is null || !BackboneFile.IsOnnx(backbone))
        {
            return chosen;
        }

        OnnxPreprocessing description = OnnxPreprocessing.Read(Path.ChangeExtension(backbone, ".json"));
        if (description.Height != description.Width)
        {
            throw new ArgumentException($"Expected a model of square images, found one of {description.Width}x{description.Height} in {backbone}.");
        }

        // The extractor normalises by itself and is given values from 0 to 1.
        double[] zeros = new double[description.ChannelCount];
        return chosen with
        {
            Preparation = new ImagePreparation
            {
                Size = description.Height,
                Channels = description.ChannelCount,
                Mean = zeros,
                Deviation = [.. zeros.Select(_ => 1.0)],
                CenterCrop = description.ShortSide is int side ? (double)description.Height / side : 1,
                Squash = description.Resize == ResizeMode.Squash,
                CropToBox = chosen.CropToBox,
            },
            Augmentation = Augmentation.None,
        };
    }
}
