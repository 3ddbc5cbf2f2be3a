using DeepMetric.Lab.Runner;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Progress as lines, for output that is no terminal: one now and then.</summary>
internal sealed class StageLines(IAnsiConsole console, TimeProvider time) : IProgress<EmbeddingProgress>
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    private readonly StageMeter _meter = new(time);
    private long _lastLine = time.GetTimestamp();

    /// <inheritdoc/>
    public void Report(EmbeddingProgress value)
    {
        bool isNew = _meter.Take(value);
        if (isNew && value.Done > 0)
        {
            Line($"goes on: {_meter.Words()}");
        }
        else if (time.GetElapsedTime(_lastLine) >= LongestSilence)
        {
            Line(_meter.Words());
        }
    }

    /// <summary>Says that the work is about to stop.</summary>
    public void Stopping() => Line(StageView.StoppingWords);

    private void Line(string text)
    {
        _lastLine = time.GetTimestamp();
        console.Write(new TrimmedLines(new Text(text)));
    }
}
