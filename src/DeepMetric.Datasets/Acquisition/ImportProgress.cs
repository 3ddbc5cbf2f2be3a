namespace DeepMetric.Datasets;

/// <summary>How far an import is.</summary>
/// <param name="Phase">The step.</param>
/// <param name="Source">The path of the source that is being worked on.</param>
/// <param name="BytesDone">The bytes of the source that this step is through with.</param>
/// <param name="TotalBytes">The bytes of the source.</param>
/// <param name="Files">The files (when extracting: entries) so far.</param>
public readonly record struct ImportProgress(ImportPhase Phase, string Source, long BytesDone, long TotalBytes, long Files);
