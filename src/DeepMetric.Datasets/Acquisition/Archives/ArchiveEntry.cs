namespace DeepMetric.Datasets;

/// <summary>One entry of an archive as it says of itself; nothing here can be trusted.</summary>
/// <param name="Name">Its path.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Description">What it is, in words, for errors.</param>
/// <param name="Offset">The byte where it starts in the (uncompressed) archive, where known.</param>
internal readonly record struct ArchiveEntry(string Name, ArchiveEntryKind Kind, string Description, long? Offset);
