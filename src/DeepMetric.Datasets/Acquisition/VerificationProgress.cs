namespace DeepMetric.Datasets;

/// <summary>How far a verification is.</summary>
/// <param name="FilesDone">The files that were hashed.</param>
/// <param name="TotalFiles">The files of the data set.</param>
/// <param name="BytesDone">Their bytes.</param>
/// <param name="TotalBytes">The bytes of the data set.</param>
public readonly record struct VerificationProgress(long FilesDone, long TotalFiles, long BytesDone, long TotalBytes);
