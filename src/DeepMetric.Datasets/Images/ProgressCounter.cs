namespace DeepMetric.Datasets;

/// <summary>Counts steps made on several threads and reports every hundredth of them.</summary>
internal sealed class ProgressCounter(string stage, int total, IProgress<ImageProgress>? progress)
{
    private int _done;

    public void Step()
    {
        int done = Interlocked.Increment(ref _done);
        if (done == total || done % Math.Max(1, total / 100) == 0)
        {
            progress?.Report(new(stage, done, total));
        }
    }
}
