namespace DeepMetric.Datasets;

/// <summary>What an archive holds.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Files">The number of files.</param>
/// <param name="Folders">The number of folders, those included that are named only as part of a file's path.</param>
/// <param name="Bytes">The bytes of all files, uncompressed.</param>
/// <param name="NonPortableNames">
/// How many entries have a name that Windows cannot hold (CON, NUL, a character such as ?, a dot or blank at the end); on Windows itself they are refused.
/// </param>
public sealed record ArchiveSummary(ArchiveKind Kind, long Files, long Folders, long Bytes, long NonPortableNames);
