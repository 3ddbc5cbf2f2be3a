namespace DeepMetric.Lab.Specs;

/// <summary>How images are read from files and varied in training.</summary>
public sealed record ImageSpec
{
    /// <summary>Pixels of each side.</summary>
    public required int Size { get; init; }

    /// <summary>1 for grey values, 3 for colours.</summary>
    public required int Channels { get; init; }

    /// <summary>The side of the centred square that is evaluated, by the shorter side of the image.</summary>
    public required double CenterCrop { get; init; }

    /// <summary>The mean taken off each channel.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>What each channel is divided by.</summary>
    public required IReadOnlyList<double> Deviation { get; init; }

    /// <summary>Whether the whole image is scaled to a square.</summary>
    public bool Squash { get; init; }

    /// <summary>Whether images are cut to the box of their object.</summary>
    public required bool CropToBox { get; init; }

    /// <summary>Pixels of border before a random crop.</summary>
    public required int Padding { get; init; }

    /// <summary>The smallest share of the area that a random box covers; 1 for no random box.</summary>
    public required double SmallestArea { get; init; }

    /// <summary>The longest side of a random box by its shortest.</summary>
    public required double LongestAspect { get; init; }

    /// <summary>Whether half of the images are mirrored.</summary>
    public required bool Flip { get; init; }

    /// <summary>The strength of random changes of colour.</summary>
    public required double ColorJitter { get; init; }
}
