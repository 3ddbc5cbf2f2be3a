using DeepMetric.Cli.Data;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Progress of long work as lines, for output that is no terminal: one for each step that takes long, and one now and then within it.</summary>
internal sealed class WorkLines(IAnsiConsole console, TimeProvider time) : IProgress<WorkState>
{
    /// <summary>What is said after the first Ctrl-C.</summary>
    public const string StoppingWords = "Stopping; once more ends at once.";

    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long _lastLine = time.GetTimestamp();

    /// <inheritdoc/>
    public void Report(WorkState value)
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_lastLine) >= LongestSilence)
            {
                Line(value.Detail.Length == 0 ? value.What : $"{value.What}: {value.Detail}");
            }
        }
    }

    /// <summary>Says that the work is about to stop.</summary>
    public void Stopping()
    {
        lock (_gate)
        {
            Line(StoppingWords);
        }
    }

    private void Line(string text)
    {
        _lastLine = time.GetTimestamp();
        console.Write(new TrimmedLines(new Text(text)));
    }
}
