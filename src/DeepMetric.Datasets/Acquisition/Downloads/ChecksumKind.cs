namespace DeepMetric.Datasets;

/// <summary>How a published checksum was computed.</summary>
public enum ChecksumKind
{
    /// <summary>SHA-256: no other file can be made to have it.</summary>
    Sha256,

    /// <summary>MD5: tells damage, but not a file that was forged with care.</summary>
    Md5,
}
