namespace DeepMetric.Datasets;

/// <summary>How the images of a data set are read.</summary>
public sealed record ImageLoading
{
    /// <summary>Size, crop, channels and normalisation; null for what suits the images.</summary>
    public ImagePreparation? Preparation { get; init; }

    /// <summary>How images are varied in training; null for what suits their size.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>Where decoded images are kept.</summary>
    public ImageStorage Storage { get; init; }

    /// <summary>The folder of the file with decoded images; null for none.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Whether an image that cannot be read is left out and counted; else it fails the run.</summary>
    public bool SkipBroken { get; init; }

    /// <summary>Told how far reading and decoding are.</summary>
    public IProgress<ImageProgress>? Progress { get; init; }
}
