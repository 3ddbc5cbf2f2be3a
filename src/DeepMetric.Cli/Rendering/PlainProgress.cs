using System.Globalization;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Progress as lines, for output that is no terminal: one for each training run, and one now and then in a long one.</summary>
internal sealed class PlainProgress(IAnsiConsole console, TimeProvider time) : IProgress<RunEvent>
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    private long _lastLine = time.GetTimestamp();

    /// <inheritdoc/>
    public void Report(RunEvent value)
    {
        switch (value)
        {
            case RunEvent.Started { AlreadyFinished: > 0 } started:
                Line($"{started.AlreadyFinished} of {Words.Count(started.Units, "training run")} were finished before");
                break;
            case RunEvent.UnitStarted { FromStep: > 0 } resumed:
                Line($"{Name(resumed.Key, resumed.Number, resumed.Units)}: goes on from step {resumed.FromStep.ToString("N0", CultureInfo.InvariantCulture)}");
                break;
            case RunEvent.Progress progress when time.GetElapsedTime(_lastLine) >= LongestSilence:
                string left = progress.Remaining is TimeSpan remaining ? $", {Durations.Whole(Math.Max(1, remaining.TotalSeconds))} left" : string.Empty;
                Line($"{Name(progress.Key, progress.Number, progress.Units)}: {ProgressWords.Epoch(progress)}, loss {ProgressWords.Loss(progress)}, active {ProgressWords.Active(progress)}, "
                    + $"{ProgressWords.Speed(progress.ImagesPerSecond)} images/s{left}");
                break;
            case RunEvent.UnitFinished finished:
                Line($"{Name(finished.Result.Key, finished.Number, finished.Units)}: {Scores(finished.Result)}{Durations.Words(finished.Seconds)}, {ProgressWords.Speed(finished.ImagesPerSecond)} images/s");
                break;
            case RunEvent.Stage stage:
                Line(stage.What);
                break;
            default:
                break;
        }
    }

    /// <summary>Says that the run is about to stop.</summary>
    public void Stopping() => Line(ProgressWords.Stopping);

    private static string Name(UnitKey key, int number, int units) =>
        string.Create(CultureInfo.InvariantCulture, $"[{number}/{units}] {key.Experiment} {key.Arm} seed {key.Seed}");

    private static string Scores(UnitResult result) => string.Concat(
        from metric in new[] { MetricCatalog.MapAtR, MetricCatalog.RecallAt1 }
        where result.Numbers.ContainsKey(metric)
        select $"{NumberNames.Of(result.Key.Experiment, metric)} {ResultFormat.Value(metric, result.Numbers[metric])}, ");

    private void Line(string text)
    {
        _lastLine = time.GetTimestamp();
        console.Write(new TrimmedLines(new Text(text)));
    }
}
