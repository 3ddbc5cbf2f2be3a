using System.Globalization;
using DeepMetric.Datasets;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Shows a training run from its first line to its files; or, as JSON, its result alone.</summary>
internal sealed class TrainingView(IAnsiConsole console, TimeProvider time, bool json, bool showsProgress)
{
    private readonly bool _live = console.Profile.Capabilities is { Ansi: true, Interactive: true };
    private readonly long _started = time.GetTimestamp();
    private Action? _stopping;

    /// <summary>Says what is about to be run: the loss's form in the very first line.</summary>
    /// <param name="spec">What is run.</param>
    /// <param name="data">The data set.</param>
    /// <param name="layout">Where its files go.</param>
    public void Begin(TrainingSpec spec, DatasetSplit data, TrainingLayout layout)
    {
        if (json)
        {
            return;
        }

        Line(LossForms.Line(spec), Styles.Heading);
        string validation = data.Validation is { } set ? string.Create(CultureInfo.InvariantCulture, $", {set.Count:N0} validation") : string.Empty;
        Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{spec.Dataset}: {data.Train.Count:N0} training{validation} and {data.Test.Count:N0} test items, {data.ClassNames.Count} classes; batches of {spec.ClassesPerBatch} × {spec.SamplesPerClass}; {Words.Count(spec.Threads, "thread")}"));
        string patience = spec.Patience is int epochs ? $", at most {Words.Count(epochs, "epoch")} without a better one" : string.Empty;
        string kept = spec.ChooseBy is string metric ? $"the best {TrainingWords.Title(metric)} on validation items is kept{patience}" : "no validation items, so the last epoch is kept";
        Line($"{spec.Net.Backbone}, {spec.Net.EmbeddingSize.ToString(CultureInfo.InvariantCulture)} dimensions{(spec.Net.FreezeTrunk ? ", frozen trunk" : string.Empty)}; {Words.Count(spec.Epochs, "epoch")}; {kept}");
        foreach (string note in data.Notes)
        {
            Line($"· {note}");
        }

        Path("run", layout.Folder);
    }

    /// <summary>Shows progress while something runs.</summary>
    /// <param name="spec">What is run.</param>
    /// <param name="run">Runs it; given null where no progress is to be shown.</param>
    public TrainingResult Follow(TrainingSpec spec, Func<IProgress<TrainingProgress>?, TrainingResult> run)
    {
        if (json || !showsProgress)
        {
            return run(null);
        }

        if (!_live)
        {
            var lines = new TrainingLines(console, spec, time);
            _stopping = lines.Stopping;
            return run(lines);
        }

        var board = new TrainingBoard(spec, time);
        return console.Live(board).Start(display =>
        {
            _stopping = () =>
            {
                board.Stopping();
                display.Refresh();
            };

            // Evaluation tells nothing for a while, and the time that passes should be seen to pass.
            using ITimer clock = time.CreateTimer(_ => display.Refresh(), null, ProgressBoard.RefreshEvery, ProgressBoard.RefreshEvery);
            TrainingResult result = run(board);
            board.Done();
            display.Refresh();
            return result;
        });
    }

    /// <summary>Shows that the user asked to stop.</summary>
    public void Stopping() => _stopping?.Invoke();

    /// <summary>Leaves the terminal as it was found when the process is about to end at once.</summary>
    public void Abandoned()
    {
        if (_live && !json)
        {
            console.Cursor.Show();
        }
    }

    /// <summary>Shows what came of it.</summary>
    /// <param name="result">The result.</param>
    /// <param name="layout">Where the run's files lie.</param>
    public void End(TrainingResult result, TrainingLayout layout)
    {
        if (json)
        {
            JsonOutput.Write(console, result, layout);
            return;
        }

        TrainingTable.Write(console, result);
        Line(Kept(result), Styles.Quiet);
        Path("model", layout.ModelPath);
        Path("result", layout.ResultPath);
        Path("run", $"{layout.Folder} ({Words.Count(result.Steps, "step")}, {Durations.Words(time.GetElapsedTime(_started).TotalSeconds)})");
    }

    private static string Kept(TrainingResult result)
    {
        string epoch = string.Create(CultureInfo.InvariantCulture, $"epoch {result.Chosen.Epoch} of {result.Epochs}");
        string early = result.StoppedEarly ? string.Create(CultureInfo.InvariantCulture, $"; stopped early, {result.Spec.Epochs} were asked for") : string.Empty;
        return result.Spec.ChooseBy is string metric
            ? $"The model is {epoch}, the best by {TrainingWords.Title(metric)} on {Words.Count(result.ValidationItems, "validation item")}: {TrainingWords.Value(result.Chosen, metric)}{early}."
            : $"The model is {epoch}, the last: there were no validation items to choose by.";
    }

    private void Line(string text, Style? style = null) => console.Write(new TrimmedLines(new Text(text, style ?? Style.Plain)));

    private void Path(string name, string path) => console.Write(new Text($"{name,-9}{path}\n") { Overflow = Overflow.Fold });
}
