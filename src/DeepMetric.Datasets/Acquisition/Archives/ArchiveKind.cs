namespace DeepMetric.Datasets;

/// <summary>The kinds of archive that can be extracted; told by the content of the file, never by its name.</summary>
public enum ArchiveKind
{
    /// <summary>A zip archive, also one with 64-bit sizes.</summary>
    Zip,

    /// <summary>A tar archive (v7, ustar, pax or GNU), not compressed.</summary>
    Tar,

    /// <summary>A tar archive that was compressed by gzip.</summary>
    TarGzip,

    /// <summary>One file that was compressed by gzip.</summary>
    Gzip,
}
