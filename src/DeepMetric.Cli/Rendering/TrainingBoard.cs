using System.Globalization;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DeepMetric.Cli.Rendering;

/// <summary>Progress of a training run on a terminal: a row for each of the last epochs, and a bar for the whole.</summary>
/// <remarks>Told by the thread that trains and drawn by a timer's, so both take the lock.</remarks>
internal sealed class TrainingBoard(TrainingSpec spec, TimeProvider time) : IRenderable, IProgress<TrainingProgress>
{
    private const int BarWidth = 30;
    private const int MostRows = 10;

    private readonly Lock _gate = new();
    private readonly List<TrainingEpoch> _epochs = [];
    private readonly IReadOnlyList<string> _shown = TrainingWords.Shown(spec);
    private readonly long _started = time.GetTimestamp();
    private TrainingProgress.Stepped? _last;
    private int _best = -1;
    private double _share;
    private string? _state;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        lock (_gate)
        {
            switch (value)
            {
                case TrainingProgress.Started started:
                    Restore(started);
                    break;
                case TrainingProgress.Features features:
                    _state = string.Create(CultureInfo.InvariantCulture, $"features of {features.Done:N0} of {features.Total:N0} images");
                    break;
                case TrainingProgress.Stepped step:
                    (_last, _share, _state) = (step, (double)step.Step / step.Steps, _state == ProgressWords.Stopping ? _state : null);
                    break;
                case TrainingProgress.Measured measured:
                    _epochs.Add(measured.Record);
                    _best = measured.IsBest ? measured.Record.Epoch : _best;
                    break;
                case TrainingProgress.Stage stage:
                    _state = stage.What;
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Says that the run is about to stop.</summary>
    public void Stopping()
    {
        lock (_gate)
        {
            _state = ProgressWords.Stopping;
        }
    }

    /// <summary>Says that all is done.</summary>
    public void Done()
    {
        lock (_gate)
        {
            (_share, _last, _state) = (1, null, null);
        }
    }

    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => new(maxWidth, maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        lock (_gate)
        {
            IRenderable content = new Rows(Table(), Total());
            return [.. content.Render(options, maxWidth)];
        }
    }

    private void Restore(TrainingProgress.Started started)
    {
        _epochs.AddRange(started.Epochs);
        _share = (double)started.FromStep / started.Steps;
        _state = null;
        if (spec.ChooseBy is not null)
        {
            var best = new BestEpoch(spec.ChooseBy, patience: null);
            foreach (TrainingEpoch epoch in started.Epochs)
            {
                _best = best.Add(epoch) ? epoch.Epoch : _best;
            }
        }
    }

    private Table Table()
    {
        Table table = new() { Border = TableBorder.Simple };
        foreach (string column in (string[])["epoch", "loss", "active", .. _shown.Select(TrainingWords.Title), ""])
        {
            table.AddColumn(new TableColumn(new Text(column, Styles.Quiet)) { NoWrap = true, Alignment = column.Length == 0 ? Justify.Left : Justify.Right });
        }

        foreach (TrainingEpoch epoch in _epochs.TakeLast(MostRows))
        {
            bool isBest = epoch.Epoch == _best;
            string[] cells =
            [
                epoch.Epoch.ToString(CultureInfo.InvariantCulture), epoch.TrackedLoss is double loss ? ProgressWords.Loss(loss) : "–", ProgressWords.Active(epoch.ActiveRatio),
                .. _shown.Select(metric => TrainingWords.Value(epoch, metric)), isBest ? "best" : epoch.Epoch == 0 ? "before training" : "",
            ];
            table.AddRow([.. cells.Select(cell => new Text(cell, isBest ? Styles.Good : Style.Plain))]);
        }

        return table;
    }

    private Text Total()
    {
        int filled = (int)Math.Round(Math.Min(1, _share) * BarWidth);
        string bar = new string('━', filled) + new string('─', BarWidth - filled);
        string elapsed = Durations.Whole(Math.Floor(time.GetElapsedTime(_started).TotalSeconds));
        string step = _last is { } last
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" {TrainingWords.Epoch(last.Epoch, spec)}, loss {ProgressWords.Loss(last.Loss)}, active {ProgressWords.Active(last.ActiveRatio)}, {ProgressWords.Speed(last.ImagesPerSecond)} images/s,")
            : string.Empty;
        return new Text($" {bar}{step} {elapsed}{ProgressWords.Left(_state is null ? _last?.Remaining : null)}{(_state is null ? string.Empty : $"  {_state}")}");
    }
}
