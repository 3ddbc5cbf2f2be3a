namespace DeepMetric.Datasets;

/// <summary>An image as it came out of its file.</summary>
/// <param name="Pixels">Its pixels, upright.</param>
/// <param name="Scale">Its width by the width that the file states: below 1 where it was decoded smaller.</param>
public sealed record DecodedImage(PixelImage Pixels, double Scale);
