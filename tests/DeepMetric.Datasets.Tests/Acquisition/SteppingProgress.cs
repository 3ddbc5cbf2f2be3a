namespace DeepMetric.Datasets.Tests;

/// <summary>Keeps all reports and may act on each of them, on the caller's thread.</summary>
internal sealed class SteppingProgress<T>(Action<T>? onReport = null) : IProgress<T>
{
    private readonly List<T> _reports = [];

    public IReadOnlyList<T> Reports => _reports;

    public void Report(T value)
    {
        lock (_reports)
        {
            _reports.Add(value);
        }

        onReport?.Invoke(value);
    }
}
