namespace DeepMetric.Datasets;

/// <summary>No address gave the file; what arrived of it stays on the disk, for the next time, where it can be gone on with.</summary>
public sealed class DownloadFailedException : IOException
{
    /// <summary>Reports a download that failed.</summary>
    /// <param name="fileName">The file.</param>
    /// <param name="failures">What went wrong at each address.</param>
    public DownloadFailedException(string fileName, IReadOnlyList<DownloadFailure> failures)
        : base(Describe(fileName, failures))
    {
        FileName = fileName;
        Failures = failures;
    }

    /// <summary>The file.</summary>
    public string FileName { get; }

    /// <summary>What went wrong at each address, in the order in which they were tried.</summary>
    public IReadOnlyList<DownloadFailure> Failures { get; }

    private static string Describe(string fileName, IReadOnlyList<DownloadFailure> failures)
    {
        ArgumentNullException.ThrowIfNull(failures);
        return $"{fileName} could not be downloaded. {string.Join(" ", failures.Select(one => $"{one.Address} (tried {(one.Attempts == 1 ? "once" : $"{one.Attempts} times")}): {one.Reason}"))}";
    }
}
