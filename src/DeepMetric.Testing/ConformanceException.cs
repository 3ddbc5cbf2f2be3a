namespace DeepMetric.Testing;

/// <summary>A law does not hold; the message is the whole report.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>Creates the exception of a report.</summary>
    /// <param name="report">The report.</param>
    public ConformanceException(ConformanceReport report)
        : base(report?.ToString()) => Report = report ?? throw new ArgumentNullException(nameof(report));

    /// <summary>What came of all laws.</summary>
    public ConformanceReport Report { get; }
}
