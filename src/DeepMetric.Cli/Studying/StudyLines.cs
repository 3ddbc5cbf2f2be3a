using System.Globalization;
using DeepMetric.Cli.Rendering;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runner.Studies;
using DeepMetric.Lab.Studies;
using Spectre.Console;

namespace DeepMetric.Cli.Studying;

/// <summary>The progress of a study as lines: one for each unit, and one now and then in a long one.</summary>
/// <param name="console">Where it draws.</param>
internal sealed class StudyLines(IAnsiConsole console) : IProgress<StudyEvent>
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(20);

    private long _last = TimeProvider.System.GetTimestamp();

    /// <inheritdoc/>
    public void Report(StudyEvent value)
    {
        switch (value)
        {
            case StudyEvent.Stepped stepped when TimeProvider.System.GetElapsedTime(_last) > LongestSilence:
                Line(string.Create(CultureInfo.InvariantCulture, $"{NameOf(stepped.Run)}: step {stepped.Step:N0} of {stepped.Steps:N0}"));
                break;
            case StudyEvent.Finished finished:
                Line(string.Create(CultureInfo.InvariantCulture, $"[{finished.Done}/{finished.Known}] {NameOf(finished.Run)}: {OutcomeOf(finished.Outcome)}"));
                break;
            default:
                break;
        }
    }

    /// <summary>What a unit is for, in words.</summary>
    public static string NameOf(PlannedRun run)
    {
        string track = StudyWords.Of(run.Track);
        string fold = run.Fold > 0 ? string.Create(CultureInfo.InvariantCulture, $" fold {run.Fold}") : string.Empty;
        return run.Role switch
        {
            RunRole.Baseline => $"{run.Dataset}, baselines",
            RunRole.ShuffledCanary => $"{run.Dataset}, {run.Arm}, permuted labels",
            RunRole.MarginTry => string.Create(CultureInfo.InvariantCulture, $"{run.Dataset}, {run.Arm}, margin {run.Number}{fold}"),
            RunRole.Trial => string.Create(CultureInfo.InvariantCulture, $"{run.Dataset}, {run.Arm}, trial {run.Number}{fold}"),
            RunRole.Concatenated => string.Create(CultureInfo.InvariantCulture, $"{run.Dataset}, {run.Arm}, {track}, seed {run.Seed}, folds side by side"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{run.Dataset}, {run.Arm}, {track}, seed {run.Seed}{fold}"),
        };
    }

    private static string OutcomeOf(UnitOutcome outcome) => outcome switch
    {
        { Failure: { } failure } => failure.Message,
        { Result.Numbers: { } numbers } when numbers.TryGetValue(MetricCatalog.MapAtR, out double value) => $"MAP@R {ResultFormat.Value(MetricCatalog.MapAtR, value)}",
        _ => "done",
    };

    private void Line(string text)
    {
        _last = TimeProvider.System.GetTimestamp();
        console.Write(new TrimmedLines(new Text(text)));
    }
}
