using System.Globalization;
using DeepMetric.Lab.Runner;

namespace DeepMetric.Cli.Rendering;

/// <summary>Words how far a stage is, how fast it goes and how long it will take.</summary>
internal sealed class StageMeter(TimeProvider time)
{
    private EmbeddingProgress? _first;
    private EmbeddingProgress? _last;
    private long _started;

    /// <summary>The share done of the current stage, from 0 to 1; null where it has no count.</summary>
    public double? Share => _last is { Total: > 0 } last ? (double)last.Done / last.Total : null;

    /// <summary>Takes a report.</summary>
    /// <param name="value">The report.</param>
    /// <returns>Whether it begins another stage.</returns>
    public bool Take(EmbeddingProgress value)
    {
        bool isNew = _first?.Stage != value.Stage;
        if (isNew)
        {
            // Items of an earlier run say nothing about the speed of this one.
            (_first, _started) = (value, time.GetTimestamp());
        }

        _last = value;
        return isNew;
    }

    /// <summary>Such as <c>embedding 3,072 of 10,000, 812 items/s, 9 s left, 1 skipped</c>.</summary>
    public string Words()
    {
        if (_last is not { } last)
        {
            return "starting";
        }

        if (last.Total == 0)
        {
            return last.Stage;
        }

        double seconds = time.GetElapsedTime(_started).TotalSeconds;
        int done = last.Done - _first!.Done;
        string speed = string.Empty;
        if (done > 0 && seconds > 0)
        {
            double perSecond = done / seconds;
            string left = last.Done < last.Total ? $", {Durations.Whole(Math.Max(1, (last.Total - last.Done) / perSecond))} left" : string.Empty;
            speed = $", {ProgressWords.Speed(perSecond)} items/s{left}";
        }

        string skipped = last.Skipped > 0 ? string.Create(CultureInfo.InvariantCulture, $", {last.Skipped:N0} skipped") : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{last.Stage} {last.Done:N0} of {last.Total:N0}{speed}{skipped}");
    }
}
