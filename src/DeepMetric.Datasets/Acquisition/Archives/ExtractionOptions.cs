using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Datasets;

/// <summary>The bounds within which an archive is extracted.</summary>
/// <remarks>The defaults let the official archives of all data sets of the catalogue pass (up to about 120,000 entries and 3 GB) with a wide margin.</remarks>
public sealed record ExtractionOptions
{
    /// <summary>The most entries an archive may have.</summary>
    /// <value>Default 1,000,000.</value>
    [Range(1, int.MaxValue)]
    public int MaxEntries { get; init; } = 1_000_000;

    /// <summary>The most uncompressed bytes an archive may hold.</summary>
    /// <value>Default 64 GiB.</value>
    [Range(0, long.MaxValue)]
    public long MaxBytes { get; init; } = 64L << 30;

    /// <summary>The most uncompressed bytes for each byte of the archive, beyond <see cref="RatioFloorBytes"/>.</summary>
    /// <value>Default 200 (deflate itself ends at 1,032).</value>
    [Range(1, int.MaxValue)]
    public int MaxRatio { get; init; } = 200;

    /// <summary>The uncompressed bytes that every archive may hold whatever its size, so that small honest archives pass.</summary>
    /// <value>Default 64 MiB.</value>
    [Range(0, long.MaxValue)]
    public long RatioFloorBytes { get; init; } = 64L << 20;

    /// <summary>The most characters of an entry's whole path; each part of it is held to 255 bytes of UTF-8.</summary>
    /// <value>Default 512.</value>
    [Range(1, 4096)]
    public int MaxPathLength { get; init; } = 512;

    /// <summary>The uncompressed bytes that an archive of this size may hold.</summary>
    internal long BytesAllowed(long archiveBytes)
    {
        Int128 byRatio = RatioFloorBytes + ((Int128)MaxRatio * archiveBytes);
        return byRatio < MaxBytes ? (long)byRatio : MaxBytes;
    }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxEntries, 1, nameof(MaxEntries));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxBytes, nameof(MaxBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRatio, 1, nameof(MaxRatio));
        ArgumentOutOfRangeException.ThrowIfNegative(RatioFloorBytes, nameof(RatioFloorBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPathLength, 1, nameof(MaxPathLength));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxPathLength, 4096, nameof(MaxPathLength));
    }
}
