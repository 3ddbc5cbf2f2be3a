namespace DeepMetric.Datasets;

/// <summary>Where a part of a data set came from; the file import.json in its folder holds one for each import.</summary>
/// <param name="Source">The name of the archive, file or folder.</param>
/// <param name="Kind">"zip", "tar", "tar.gz", "gz", "file" or "folder".</param>
/// <param name="Bytes">The bytes of the source; of a folder, those of all its files.</param>
/// <param name="Sha256">The SHA-256 of the source in lower-case hexadecimal digits; null for a folder.</param>
/// <param name="Imported">When it was imported, in UTC.</param>
/// <param name="Files">The number of files that came from it.</param>
/// <param name="Official">Whether its SHA-256 or MD5 is that of an official file of the data set; null where none is known for its name.</param>
public sealed record ImportRecord(string Source, string Kind, long Bytes, string? Sha256, DateTimeOffset Imported, long Files, bool? Official);
