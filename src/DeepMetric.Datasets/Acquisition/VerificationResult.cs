namespace DeepMetric.Datasets;

/// <summary>What the verification of a data set found.</summary>
/// <param name="Name">The name of the data set.</param>
/// <param name="Folder">The folder it lies in.</param>
/// <param name="Files">The files that are there, import.json and the manifest apart.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Compared">Whether there was a manifest to compare with.</param>
/// <param name="Unchanged">The files that are as the manifest says; 0 without one.</param>
/// <param name="Changed">The files of another size or SHA-256.</param>
/// <param name="Missing">The files that are in the manifest alone.</param>
/// <param name="Extra">The files that are not in the manifest.</param>
/// <param name="ManifestWritten">The manifest that was written; null when none was.</param>
public sealed record VerificationResult(
    string Name,
    string Folder,
    int Files,
    long Bytes,
    bool Compared,
    int Unchanged,
    FileDifferences Changed,
    FileDifferences Missing,
    FileDifferences Extra,
    string? ManifestWritten)
{
    /// <summary>Whether no difference was found.</summary>
    public bool IsSound => Changed.Count + Missing.Count + Extra.Count == 0;
}
