namespace DeepMetric.Datasets;

/// <summary>A rectangle inside an image, in pixels of the upright image; its corners may lie between pixels.</summary>
/// <param name="Left">The left edge, from 0.</param>
/// <param name="Top">The upper edge, from 0.</param>
/// <param name="Width">The width, above 0.</param>
/// <param name="Height">The height, above 0.</param>
public readonly record struct PixelBox(double Left, double Top, double Width, double Height);
