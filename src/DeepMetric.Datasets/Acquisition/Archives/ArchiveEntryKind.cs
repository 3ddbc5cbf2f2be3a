namespace DeepMetric.Datasets;

/// <summary>What an entry of an archive is.</summary>
internal enum ArchiveEntryKind
{
    File,
    Folder,

    /// <summary>A hard or symbolic link, a device, a pipe, a part of a sparse file or of a further volume: never extracted.</summary>
    Refused,
}
