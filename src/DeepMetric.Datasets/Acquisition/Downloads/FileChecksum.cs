namespace DeepMetric.Datasets;

/// <summary>The published checksum of a file.</summary>
/// <param name="Kind">How it was computed.</param>
/// <param name="Hex">The checksum in lower-case hexadecimal digits: 64 of SHA-256, 32 of MD5.</param>
public sealed record FileChecksum(ChecksumKind Kind, string Hex);
