using System.Globalization;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Progress of a training run as lines, for output that is no terminal: one for each epoch, and one now and then in a long one.</summary>
internal sealed class TrainingLines(IAnsiConsole console, TrainingSpec spec, TimeProvider time) : IProgress<TrainingProgress>
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    private long _lastLine = time.GetTimestamp();
    private TimeSpan? _remaining;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        switch (value)
        {
            case TrainingProgress.Started { FromStep: > 0 } resumed:
                Line(string.Create(CultureInfo.InvariantCulture, $"goes on from step {resumed.FromStep:N0} of {resumed.Steps:N0}"));
                break;
            case TrainingProgress.Features features when IsLongSilent:
                Line(string.Create(CultureInfo.InvariantCulture, $"features of {features.Done:N0} of {features.Total:N0} images"));
                break;
            case TrainingProgress.Stepped step when Remember(step) && IsLongSilent:
                Line(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{TrainingWords.Epoch(step.Epoch, spec)}, step {step.Step:N0} of {step.Steps:N0}: loss {ProgressWords.Loss(step.Loss)}, active {ProgressWords.Active(step.ActiveRatio)}, {ProgressWords.Speed(step.ImagesPerSecond)} images/s{ProgressWords.Left(step.Remaining)}"));
                break;
            case TrainingProgress.Measured measured when measured.Record.Epoch > 0 || spec.ChooseBy is not null:
                Line(Describe(measured));
                break;
            case TrainingProgress.Stage stage:
                Line(stage.What);
                break;
            default:
                break;
        }
    }

    /// <summary>Says that the run is about to stop.</summary>
    public void Stopping() => Line(ProgressWords.Stopping);

    private bool IsLongSilent => time.GetElapsedTime(_lastLine) >= LongestSilence;

    private bool Remember(TrainingProgress.Stepped step)
    {
        _remaining = step.Remaining;
        return true;
    }

    private string Describe(TrainingProgress.Measured measured)
    {
        TrainingEpoch epoch = measured.Record;
        string numbers = string.Concat(TrainingWords.Shown(spec).Select(metric => $", {TrainingWords.Title(metric)} {TrainingWords.Value(epoch, metric)}"));
        return epoch.Epoch == 0
            ? $"before training{numbers}"
            : $"{TrainingWords.Epoch(epoch.Epoch, spec)}: loss {(epoch.TrackedLoss is double loss ? ProgressWords.Loss(loss) : "–")}, active {ProgressWords.Active(epoch.ActiveRatio)}{numbers}"
                + $"{(measured.IsBest ? " (best so far)" : string.Empty)}, {ProgressWords.Speed(measured.ImagesPerSecond)} images/s{(epoch.Epoch < spec.Epochs ? ProgressWords.Left(_remaining) : string.Empty)}";
    }

    private void Line(string text)
    {
        _lastLine = time.GetTimestamp();
        console.Write(new TrimmedLines(new Text(text)));
    }
}
