namespace DeepMetric.Datasets;

/// <summary>A file that was downloaded and found right.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal digits.</param>
/// <param name="From">The address it came from; null when it was there already.</param>
/// <param name="IsTrustedOnFirstUse">Whether no checksum was published, so that only later downloads are held to this one.</param>
public sealed record DownloadedFile(string Path, long Size, string Sha256, Uri? From, bool IsTrustedOnFirstUse);
