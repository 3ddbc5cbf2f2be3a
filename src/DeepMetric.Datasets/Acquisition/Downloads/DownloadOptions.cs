using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Datasets;

/// <summary>How patient a download is.</summary>
public sealed record DownloadOptions
{
    /// <summary>How often an address is tried again in a row without one further byte.</summary>
    /// <value>Default 5.</value>
    [Range(1, 100)]
    public int MaxAttemptsWithoutProgress { get; init; } = 5;

    /// <summary>How often an address is tried at all, however much each attempt brings.</summary>
    /// <value>Default 200.</value>
    [Range(1, 100_000)]
    public int MaxAttempts { get; init; } = 200;

    /// <summary>The wait before the second attempt; each further wait is twice as long, as long as no byte arrives.</summary>
    /// <value>Default 1 second.</value>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts, also where a server asks for a longer one.</summary>
    /// <value>Default 60 seconds.</value>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long nothing may arrive before the connection counts as cut.</summary>
    /// <value>Default 60 seconds.</value>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most redirections one after the other.</summary>
    /// <value>Default 10.</value>
    [Range(0, 100)]
    public int MaxRedirects { get; init; } = 10;

    /// <summary>The most bytes of a file whose size is not known.</summary>
    /// <value>Default 64 GiB.</value>
    [Range(1, long.MaxValue)]
    public long MaxBytes { get; init; } = 64L << 30;

    /// <summary>Tells the free bytes on the disk of an existing folder.</summary>
    internal Func<string, long> FreeBytes { get; init; } = DiskSpace.FreeBytes;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttemptsWithoutProgress, 1, nameof(MaxAttemptsWithoutProgress));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1, nameof(MaxAttempts));
        ArgumentOutOfRangeException.ThrowIfLessThan(FirstDelay, TimeSpan.Zero, nameof(FirstDelay));
        ArgumentOutOfRangeException.ThrowIfLessThan(LongestDelay, TimeSpan.Zero, nameof(LongestDelay));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(LongestDelay, TimeSpan.FromDays(1), nameof(LongestDelay));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StallTimeout, TimeSpan.Zero, nameof(StallTimeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(StallTimeout, TimeSpan.FromDays(1), nameof(StallTimeout));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxRedirects, nameof(MaxRedirects));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytes, 1, nameof(MaxBytes));
    }
}
