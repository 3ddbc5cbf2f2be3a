using System.Globalization;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DeepMetric.Cli.Rendering;

/// <summary>Progress on a terminal: a row for each experiment and loss with the seed that it is at, and one for the whole.</summary>
/// <remarks>Told by the thread that trains and drawn by a timer's, so both take the lock.</remarks>
internal sealed class ProgressBoard(ComparisonSpec spec, TimeProvider time) : IRenderable, IProgress<RunEvent>
{
    /// <summary>How often the board should be drawn.</summary>
    public static readonly TimeSpan RefreshEvery = TimeSpan.FromMilliseconds(200);

    private const int BarWidth = 30;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Experiment, string Arm), Row> _rows = [];
    private readonly long _started = time.GetTimestamp();
    private int _units = spec.Experiments.Sum(experiment => spec.ArmsOf(experiment).Count()) * spec.Seeds.Count;
    private int _finished;
    private double _current;
    private TimeSpan? _remaining;
    private string? _state;

    /// <inheritdoc/>
    public void Report(RunEvent value)
    {
        lock (_gate)
        {
            switch (value)
            {
                case RunEvent.Started started:
                    _units = started.Units;
                    break;
                case RunEvent.UnitStarted started:
                    (_finished, _current) = (started.Number - 1, 0);
                    RowOf(started.Key);
                    break;
                case RunEvent.Progress progress:
                    _current = (progress.Epoch - 1.0) / progress.Epochs;
                    _remaining = progress.Remaining;
                    RowOf(progress.Key).Last = progress;
                    break;
                case RunEvent.UnitFinished finished:
                    (_finished, _current) = (finished.Number, 0);
                    RowOf(finished.Result.Key).Finished++;
                    break;
                case RunEvent.Stage stage:
                    (_finished, _current, _remaining) = (_units, 0, null);
                    _state ??= stage.What;
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
            (_finished, _current, _remaining, _state) = (_units, 0, null, null);
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

    private Row RowOf(UnitKey key)
    {
        if (!_rows.TryGetValue((key.Experiment, key.Arm), out Row? row))
        {
            // Of a resumed run the seeds before this one are done.
            row = new Row { Finished = spec.Seeds.TakeWhile(seed => seed != key.Seed).Count() };
            _rows[(key.Experiment, key.Arm)] = row;
        }

        return row;
    }

    private Table Table()
    {
        Table table = new() { Border = TableBorder.Simple };
        foreach (string column in (string[])["experiment", "loss", "seed", "epoch", "loss value", "active", "images/s"])
        {
            table.AddColumn(new TableColumn(new Text(column, Styles.Quiet)) { NoWrap = true, Alignment = column is "experiment" or "loss" ? Justify.Left : Justify.Right });
        }

        foreach (ExperimentSpec experiment in spec.Experiments)
        {
            foreach (ArmSpec arm in spec.ArmsOf(experiment))
            {
                table.AddRow([.. Cells(experiment, arm)]);
            }
        }

        return table;
    }

    private IEnumerable<Text> Cells(ExperimentSpec experiment, ArmSpec arm)
    {
        Row? row = _rows.GetValueOrDefault((experiment.Name, arm.Name));
        bool isDone = row?.Finished == spec.Seeds.Count;
        Style style = row is null ? Styles.Quiet : isDone ? Styles.Good : Style.Plain;
        RunEvent.Progress? last = row?.Last;
        string[] figures = last is null
            ? ["", "", "", ""]
            : [$"{last.Epoch.ToString(CultureInfo.InvariantCulture)}/{last.Epochs.ToString(CultureInfo.InvariantCulture)}", ProgressWords.Loss(last), ProgressWords.Active(last), ProgressWords.Speed(last.ImagesPerSecond)];
        string seed = row is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Math.Min(spec.Seeds.Count, row.Finished + 1)} of {spec.Seeds.Count}");
        return ((string[])[experiment.Name, arm.Name, seed, .. figures]).Select(text => new Text(text, style));
    }

    private Text Total()
    {
        double share = _units == 0 ? 1 : Math.Min(1, (_finished + _current) / _units);
        int filled = (int)Math.Round(share * BarWidth);
        string bar = new string('━', filled) + new string('─', BarWidth - filled);
        string elapsed = Durations.Whole(Math.Floor(time.GetElapsedTime(_started).TotalSeconds));
        string left = _remaining is TimeSpan remaining ? $", {Durations.Whole(Math.Max(1, remaining.TotalSeconds))} left" : string.Empty;
        string state = _state is null ? string.Empty : $"  {_state}";
        return new Text(string.Create(CultureInfo.InvariantCulture, $" {bar} {_finished} of {Words.Count(_units, "run")}, {elapsed}{left}{state}"));
    }

    private sealed class Row
    {
        public int Finished { get; set; }

        public RunEvent.Progress? Last { get; set; }
    }
}
