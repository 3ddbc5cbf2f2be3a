namespace DeepMetric.Datasets;

/// <summary>An image that lies uncompressed inside a larger file: one byte a value, channel after channel, row after row.</summary>
/// <param name="Offset">Where its first byte lies in the file.</param>
/// <param name="Channels">1 (grey) or 3 (red, green, blue).</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record RawPixels(long Offset, int Channels, int Height, int Width);
