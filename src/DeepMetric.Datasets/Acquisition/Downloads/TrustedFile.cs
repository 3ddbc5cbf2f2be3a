namespace DeepMetric.Datasets;

/// <summary>What is remembered of a file without a published checksum after its first download, beside it as NAME.trusted.json.</summary>
/// <param name="FileName">The file.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Sha256">Its SHA-256 at the first download.</param>
/// <param name="From">Where it came from.</param>
/// <param name="Trusted">When that was, in UTC.</param>
internal sealed record TrustedFile(string FileName, long Size, string Sha256, Uri From, DateTimeOffset Trusted);
