namespace DeepMetric.Datasets;

/// <summary>How the images of a data set are read.</summary>
public sealed record ImageLoading
{
    /// <summary>Size, crop, channels and normalisation, all as given; null for what suits the images, with the choices below.</summary>
    public ImagePreparation? Preparation { get; init; }

    /// <summary>Pixels of each side; null for what suits the images.</summary>
    public int? Size { get; init; }

    /// <summary>1 for grey values, 3 for colours; null for what suits the images.</summary>
    public int? Channels { get; init; }

    /// <summary>Whether images are cut to the box of their object, where they have one.</summary>
    public bool CropToBox { get; init; }

    /// <summary>How images are varied in training; null for what suits their size.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>Strength of random changes of brightness, contrast and saturation in training, on top of <see cref="Augmentation"/>.</summary>
    public double ColorJitter { get; init; }

    /// <summary>Where decoded images are kept.</summary>
    public ImageStorage Storage { get; init; }

    /// <summary>The folder of the file with decoded images; null for none.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Whether an image that cannot be read is left out and counted; else it fails the run.</summary>
    public bool SkipBroken { get; init; }

    /// <summary>Told how far reading and decoding are.</summary>
    public IProgress<ImageProgress>? Progress { get; init; }
}
