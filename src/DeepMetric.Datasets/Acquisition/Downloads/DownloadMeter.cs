namespace DeepMetric.Datasets;

/// <summary>Measures the rate of one attempt and reports it at most four times a second.</summary>
internal sealed class DownloadMeter
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(250);

    private readonly IProgress<DownloadProgress>? _progress;
    private readonly TimeProvider _time;
    private readonly string _file;
    private readonly Uri _address;
    private readonly int _attempt;
    private readonly long _before;
    private readonly long _started;
    private long _reported;

    /// <param name="progress">Who is told.</param>
    /// <param name="time">The clock.</param>
    /// <param name="file">The name of the file.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="attempt">The number of the attempt.</param>
    /// <param name="before">The bytes that were there before it.</param>
    public DownloadMeter(IProgress<DownloadProgress>? progress, TimeProvider time, string file, Uri address, int attempt, long before)
    {
        _progress = progress;
        _time = time;
        _file = file;
        _address = address;
        _attempt = attempt;
        _before = before;
        _started = time.GetTimestamp();
        _reported = _started;
    }

    public void Report(long received, long? total, bool isLast = false, bool isChecking = false)
    {
        if (_progress is null || (!isLast && _time.GetElapsedTime(_reported) < _interval))
        {
            return;
        }

        _reported = _time.GetTimestamp();
        double seconds = _time.GetElapsedTime(_started).TotalSeconds;
        double rate = seconds > 0 ? (received - _before) / seconds : 0;
        double left = rate > 0 && total is long size ? Math.Max(0, size - received) / rate : double.PositiveInfinity;
        TimeSpan? timeLeft = left < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(left) : null;
        _progress.Report(new(_file, _address, received, total, rate, timeLeft, _attempt, isChecking));
    }
}
