using DeepMetric.Lab.Runner;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DeepMetric.Cli.Rendering;

/// <summary>Progress as one line that is drawn anew, for a terminal.</summary>
internal sealed class StageBoard(TimeProvider time) : IRenderable, IProgress<EmbeddingProgress>
{
    private const int BarWidth = 24;

    private readonly Lock _gate = new();
    private readonly StageMeter _meter = new(time);
    private string? _state;

    /// <inheritdoc/>
    public void Report(EmbeddingProgress value)
    {
        lock (_gate)
        {
            _meter.Take(value);
        }
    }

    /// <summary>Says that the work is about to stop.</summary>
    public void Stopping()
    {
        lock (_gate)
        {
            _state = StageView.StoppingWords;
        }
    }

    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => new(maxWidth, maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        lock (_gate)
        {
            int filled = (int)Math.Round((_meter.Share ?? 0) * BarWidth);
            string bar = _meter.Share is null ? string.Empty : $" {new string('━', filled)}{new string('─', BarWidth - filled)}";
            IRenderable line = new Text($"{bar} {_meter.Words()}{(_state is null ? string.Empty : $"  {_state}")}");
            return [.. line.Render(options, maxWidth)];
        }
    }
}
