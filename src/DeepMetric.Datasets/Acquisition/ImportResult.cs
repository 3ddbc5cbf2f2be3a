namespace DeepMetric.Datasets;

/// <summary>What an import did.</summary>
/// <param name="Name">The name of the data set.</param>
/// <param name="Folder">The folder it lies in.</param>
/// <param name="Files">The files that were added.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Records">What import.json now says of every import into the folder, this one last.</param>
/// <param name="StrippedFolders">The wrapping folders whose content was taken instead of them.</param>
/// <param name="SkippedFiles">The files that were left out: __MACOSX, .DS_Store, and import.json or manifest.sha256.json of an earlier import.</param>
/// <param name="NonPortableNames">How many names Windows could not hold.</param>
public sealed record ImportResult(
    string Name,
    string Folder,
    long Files,
    long Bytes,
    IReadOnlyList<ImportRecord> Records,
    IReadOnlyList<string> StrippedFolders,
    long SkippedFiles,
    long NonPortableNames);
