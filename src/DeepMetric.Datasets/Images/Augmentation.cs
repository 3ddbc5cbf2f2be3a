using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Datasets;

/// <summary>How images are varied each time they are trained on. Draws depend on (seed, epoch, item) alone.</summary>
public sealed record Augmentation
{
    /// <summary>Nothing is varied.</summary>
    public static Augmentation None { get; } = new();

    /// <summary>What is usual for small images: four pixels of border, a crop of the old size from anywhere, mirrored half the time.</summary>
    public static Augmentation PadAndCrop { get; } = new() { Padding = 4, Flip = true };

    /// <summary>What is usual for photographs: a box of 25 % to 100 % of the area and 3:4 to 4:3 in shape, scaled, mirrored half the time.</summary>
    public static Augmentation ResizedCrop { get; } = new() { SmallestArea = 0.25, Flip = true };

    /// <summary>The variation that suits the images of an index: what training on them without further choices takes.</summary>
    /// <param name="index">The images.</param>
    /// <param name="preparation">How they are prepared.</param>
    public static Augmentation SuggestFor(ImageIndex index, ImagePreparation preparation)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(preparation);
        return ImageShapes.SuggestAugmentation(preparation, index);
    }

    /// <summary>Pixels of black border on each side, out of which a crop of the wanted size is taken at random; 0 for none.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1024)]
    public int Padding { get; init; }

    /// <summary>The smallest share of the image's area that a random box covers; 1 for no random box.</summary>
    /// <value>Default 1.</value>
    [Range(0.01, 1)]
    public double SmallestArea { get; init; } = 1;

    /// <summary>The longest side of a random box by its shortest.</summary>
    /// <value>Default 4/3.</value>
    [Range(1, 10)]
    public double LongestAspect { get; init; } = 4 / 3.0;

    /// <summary>Whether half of the images, at random, are mirrored left to right.</summary>
    public bool Flip { get; init; }

    /// <summary>Brightness, contrast and saturation are each multiplied by a factor from 1 − this to 1 + this.</summary>
    /// <value>Default 0: no change.</value>
    [Range(0, 0.99)]
    public double ColorJitter { get; init; }

    /// <summary>Whether anything is varied.</summary>
    public bool IsNone => this == None;
}
