namespace DeepMetric.Datasets;

/// <summary>The steps of an import.</summary>
public enum ImportPhase
{
    /// <summary>The source is read for its SHA-256.</summary>
    Hashing,

    /// <summary>An archive is extracted.</summary>
    Extracting,

    /// <summary>A file or a folder is copied.</summary>
    Copying,

    /// <summary>The files are put into their place.</summary>
    Placing,
}
