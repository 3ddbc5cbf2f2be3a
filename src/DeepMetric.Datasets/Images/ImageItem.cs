namespace DeepMetric.Datasets;

/// <summary>One image of an <see cref="ImageIndex"/>: where it lies and what it shows.</summary>
public sealed record ImageItem
{
    /// <summary>Its file, relative to the index's root, with <c>/</c> between folders.</summary>
    public required string Path { get; init; }

    /// <summary>Where in the file it lies uncompressed; null where the whole file is one image in a format of its own.</summary>
    public RawPixels? Raw { get; init; }

    /// <summary>Its class: a place in <see cref="ImageIndex.ClassNames"/>; −1 where it has none.</summary>
    public required int Label { get; init; }

    /// <summary>The part of the official split it belongs to.</summary>
    public ItemPart Part { get; init; }

    /// <summary>Whether it is looked for when the test part is searched.</summary>
    /// <value>Default true.</value>
    public bool IsQuery { get; init; } = true;

    /// <summary>Whether it can be found when the test part is searched.</summary>
    /// <value>Default true.</value>
    public bool IsGallery { get; init; } = true;

    /// <summary>A coarser class: a place in <see cref="ImageIndex.CategoryNames"/>; null where the set has none.</summary>
    public int? Category { get; init; }

    /// <summary>A number shared by images of one scene, which must not find each other; null where there is none.</summary>
    public int? Sequence { get; init; }

    /// <summary>Where in the image the object is; null for the whole image.</summary>
    public PixelBox? Box { get; init; }
}
