using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>How decoded images become the values that a net takes: size, crop, channels, normalisation.</summary>
/// <remarks>
/// Evaluated as: the box of the object where asked for; the largest centred square, and of it the centred share <see cref="CenterCrop"/>, scaled to
/// <see cref="Size"/> × <see cref="Size"/>; (value / 255 − mean) / deviation. An image that already has this size is taken as it is.
/// </remarks>
public sealed record ImagePreparation
{
    /// <summary>Pixels of each side.</summary>
    [Range(4, 4096)]
    public required int Size { get; init; }

    /// <summary>1 for grey values, 3 for colours.</summary>
    /// <value>Default 3.</value>
    [Range(1, 3)]
    public int Channels { get; init; } = 3;

    /// <summary>The side of the centred square that is kept, by the shorter side of the image.</summary>
    /// <value>Default 0.875, the usual 224 of 256.</value>
    [Range(0.1, 1)]
    public double CenterCrop { get; init; } = 0.875;

    /// <summary>The mean taken off each channel, on a scale from 0 to 1.</summary>
    /// <value>Default ImageNet's for colours; one of 0.5 serves grey images.</value>
    public IReadOnlyList<double> Mean { get; init; } = [0.485, 0.456, 0.406];

    /// <summary>What each channel is divided by, on a scale from 0 to 1.</summary>
    /// <value>Default ImageNet's for colours.</value>
    public IReadOnlyList<double> Deviation { get; init; } = [0.229, 0.224, 0.225];

    /// <summary>Whether the whole image is scaled to a square, its shape lost, in place of a centred crop.</summary>
    public bool Squash { get; init; }

    /// <summary>Whether images are first cut to the box of their object, where they have one.</summary>
    public bool CropToBox { get; init; }

    /// <summary>The shorter side that decoded images are kept at, so that crops of training need not be scaled up: twice the size, but at most 256 unless evaluation needs more.</summary>
    public int KeptShortSide => Math.Max((int)Math.Ceiling(Size / CenterCrop), Math.Min(2 * Size, 256));

    /// <summary>The preparation for images of a size and number of channels, with the usual normalisation.</summary>
    public static ImagePreparation For(int size, int channels) =>
        channels == 3 ? new() { Size = size } : new() { Size = size, Channels = 1, Mean = [0.5], Deviation = [0.5] };

    /// <summary>The preparation that suits the images of an index, from a look at some of their headers: what loading them without further choices takes.</summary>
    /// <param name="index">The images.</param>
    public static ImagePreparation SuggestFor(ImageIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return ImageShapes.Suggest(index);
    }

    /// <summary>All settings as one line of text, for keys and records.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"size {Size}, channels {Channels}, centre crop {CenterCrop:R}, mean {Join(Mean)}, deviation {Join(Deviation)}, {(CropToBox ? "cut to the box" : "whole image")}{(Squash ? ", squashed" : "")}");

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">One is out of its range, or the normalisation is not of one number per channel.</exception>
    public void Validate()
    {
        try
        {
            Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
        }
        catch (ValidationException problem)
        {
            throw new ArgumentException(problem.Message, problem);
        }

        if (Channels == 2 || Mean.Count != Channels || Deviation.Count != Channels || Deviation.Any(value => !(value > 0)))
        {
            throw new ArgumentException($"Expected 1 or 3 channels with a mean and a deviation above 0 for each, found {Channels} channels, means {Join(Mean)} and deviations {Join(Deviation)}.");
        }
    }

    private static string Join(IReadOnlyList<double> numbers) => string.Join(' ', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
}
