namespace DeepMetric.Datasets;

/// <summary>What lies in a folder and all folders below.</summary>
/// <param name="Files">The paths of the files from the folder on, with '/', sorted ordinally.</param>
/// <param name="Bytes">Their bytes together.</param>
/// <param name="NonPortableNames">How many of the names Windows could not hold.</param>
internal sealed record FolderContent(IReadOnlyList<string> Files, long Bytes, long NonPortableNames);
