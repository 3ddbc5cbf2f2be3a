namespace DeepMetric.Datasets;

/// <summary>How far the reading of an archive is.</summary>
/// <param name="BytesRead">The bytes of the archive that were read.</param>
/// <param name="TotalBytes">The size of the archive in bytes.</param>
/// <param name="Entries">The entries that were finished.</param>
/// <param name="BytesWritten">The uncompressed bytes of these entries.</param>
public readonly record struct ArchiveProgress(long BytesRead, long TotalBytes, long Entries, long BytesWritten);
