namespace DeepMetric.Datasets;

/// <summary>How far a download is.</summary>
/// <param name="FileName">The file.</param>
/// <param name="Address">Where it comes from at the moment.</param>
/// <param name="BytesReceived">The bytes that are on the disk, those of earlier attempts included.</param>
/// <param name="TotalBytes">The size of the file, where known.</param>
/// <param name="BytesPerSecond">The rate since the current attempt began.</param>
/// <param name="TimeLeft">The time that the rest takes at this rate; null where it cannot be told.</param>
/// <param name="Attempt">The number of the attempt at this address, from 1.</param>
/// <param name="IsChecking">Whether all bytes are there and the checksum is being computed.</param>
public readonly record struct DownloadProgress(
    string FileName, Uri Address, long BytesReceived, long? TotalBytes, double BytesPerSecond, TimeSpan? TimeLeft, int Attempt, bool IsChecking);
