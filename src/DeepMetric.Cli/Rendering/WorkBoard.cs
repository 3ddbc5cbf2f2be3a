using DeepMetric.Cli.Data;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DeepMetric.Cli.Rendering;

/// <summary>Progress of long work on a terminal: one line with a bar.</summary>
/// <remarks>Told by the threads that work and drawn by a timer's, so both take the lock.</remarks>
internal sealed class WorkBoard(TimeProvider time) : IRenderable, IProgress<WorkState>
{
    private const int BarWidth = 24;

    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();
    private WorkState? _state;
    private string? _stopping;

    /// <inheritdoc/>
    public void Report(WorkState value)
    {
        lock (_gate)
        {
            _state = value;
        }
    }

    /// <summary>Says that the work is about to stop.</summary>
    public void Stopping()
    {
        lock (_gate)
        {
            _stopping = WorkLines.StoppingWords;
        }
    }

    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => new(maxWidth, maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        lock (_gate)
        {
            string text = _stopping ?? Line();
            IRenderable line = new Text(text) { Overflow = Overflow.Ellipsis };
            return [.. line.Render(options, maxWidth)];
        }
    }

    private string Line()
    {
        string elapsed = Durations.Whole(Math.Floor(time.GetElapsedTime(_started).TotalSeconds));
        if (_state is not { } state)
        {
            return $" {new string('─', BarWidth)} {elapsed}";
        }

        int filled = (int)Math.Round((state.Share ?? 0) * BarWidth);
        string detail = state.Detail.Length == 0 ? "" : $": {state.Detail}";
        return $" {new string('━', filled)}{new string('─', BarWidth - filled)} {state.What}{detail}, {elapsed}";
    }
}
