namespace DeepMetric.Datasets;

/// <summary>A colour of a <see cref="PixelCanvas"/>.</summary>
internal readonly record struct PixelColor(byte Red, byte Green, byte Blue);
