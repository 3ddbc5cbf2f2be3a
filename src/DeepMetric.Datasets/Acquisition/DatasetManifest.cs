namespace DeepMetric.Datasets;

/// <summary>All files of a data set with their sizes and hashes; lies in its folder as manifest.sha256.json.</summary>
/// <param name="Format">The version of the format, 1.</param>
/// <param name="Name">The name of the data set.</param>
/// <param name="Written">When it was written, in UTC.</param>
/// <param name="Files">The files, sorted ordinally by path, each once.</param>
public sealed record DatasetManifest(int Format, string Name, DateTimeOffset Written, IReadOnlyList<ManifestFile> Files)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = ImportFiles.Manifest;

    /// <summary>Reads the manifest in a folder.</summary>
    /// <param name="folder">The folder of the data set.</param>
    /// <returns>The manifest, or null where there is none.</returns>
    /// <exception cref="InvalidDataException">The file is no sound manifest.</exception>
    public static DatasetManifest? Read(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string path = System.IO.Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        DatasetManifest manifest = RecordFile.Read<DatasetManifest>(path);
        if (manifest.Format != 1)
        {
            throw new InvalidDataException($"{path}: expected format 1, found {manifest.Format}.");
        }

        string? last = null;
        foreach (ManifestFile? file in manifest.Files)
        {
            if (file is null || file.Size < 0 || file.Sha256.Length != 64 || file.Sha256.Any(digit => !char.IsAsciiHexDigitLower(digit) && !char.IsAsciiDigit(digit)))
            {
                throw new InvalidDataException($"{path}: expected a size of 0 or more and 64 hexadecimal digits for each file, found others for \"{ArchiveReader.Printable(file?.Path ?? "null")}\".");
            }

            if (last is not null && string.CompareOrdinal(last, file.Path) >= 0)
            {
                throw new InvalidDataException($"{path}: expected files sorted by path, each once, found \"{ArchiveReader.Printable(file.Path)}\" after \"{ArchiveReader.Printable(last)}\".");
            }

            last = file.Path;
        }

        return manifest;
    }

    internal string Write(string folder)
    {
        string path = System.IO.Path.Combine(folder, FileName);
        RecordFile.Write(path, this);
        return path;
    }
}
