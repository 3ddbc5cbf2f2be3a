namespace DeepMetric.Datasets;

/// <summary>What a download of a data set did.</summary>
/// <param name="Source">Where it comes from and under which terms.</param>
/// <param name="Files">The files that were downloaded; after the import they are gone unless they were to be kept.</param>
/// <param name="Import">What the import did.</param>
public sealed record DatasetDownloadResult(DatasetSource Source, IReadOnlyList<DownloadedFile> Files, ImportResult Import);
