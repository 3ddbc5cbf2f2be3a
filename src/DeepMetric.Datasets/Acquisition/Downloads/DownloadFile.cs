namespace DeepMetric.Datasets;

/// <summary>An official file of a data set.</summary>
/// <param name="FileName">Its name.</param>
/// <param name="Addresses">Where it can be downloaded, in the order in which they are tried; none when it has to be got by hand.</param>
/// <param name="Size">Its size in bytes; null when it was never published.</param>
/// <param name="Checksum">
/// Its checksum; null when none was published. The first download of such a file is trusted and its SHA-256 recorded, and later downloads must have the same.
/// </param>
public sealed record DownloadFile(string FileName, IReadOnlyList<Uri> Addresses, long? Size, FileChecksum? Checksum);
