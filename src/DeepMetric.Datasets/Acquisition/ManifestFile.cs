namespace DeepMetric.Datasets;

/// <summary>A file as a manifest has it.</summary>
/// <param name="Path">Its path from the folder of the data set on, with '/'.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hexadecimal digits.</param>
public sealed record ManifestFile(string Path, long Size, string Sha256);
