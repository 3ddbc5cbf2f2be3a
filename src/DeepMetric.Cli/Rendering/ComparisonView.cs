using System.Globalization;
using DeepMetric.Datasets;
using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Shows a comparison from its first line to its files; or, as JSON, its results alone.</summary>
internal sealed class ComparisonView(IAnsiConsole console, TimeProvider time, bool json, bool showsProgress)
{
    private readonly bool _live = console.Profile.Capabilities is { Ansi: true, Interactive: true };
    private Action? _stopping;

    /// <summary>Says what is about to be run: the losses' form in the very first line.</summary>
    /// <param name="spec">What is run.</param>
    /// <param name="data">The data set.</param>
    /// <param name="layout">Where its files go.</param>
    public void Begin(ComparisonSpec spec, DatasetSplit data, RunLayout layout)
    {
        if (json)
        {
            return;
        }

        Line(LossForms.FirstLine(spec), Styles.Heading);
        string shuffled = spec.ShuffledLabels == "none" ? string.Empty : $"; labels shuffled: {spec.ShuffledLabels}";
        Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{spec.Dataset}: {data.Train.Count:N0} training and {data.Test.Count:N0} test items, {data.ClassNames.Count} classes; batches of {spec.ClassesPerBatch} × {spec.SamplesPerClass}; {Words.Count(spec.Threads, "thread")}{shuffled}"));
        string experiments = string.Join(", ", spec.Experiments.Select(experiment =>
            $"{experiment.Name} ({Words.Count(experiment.Epochs, "epoch")}{(experiment.Arms is { } arms ? $"; {string.Join(", ", arms)} alone" : string.Empty)})"));
        Line($"{Words.Count(spec.Arms.Count, "loss")} × {Words.Count(spec.Seeds.Count, "seed")} × {Words.Count(spec.Experiments.Count, "experiment")}: {experiments}");
        foreach (string note in data.Notes)
        {
            Line($"· {note}");
        }

        Path("run", layout.Folder);
    }

    /// <summary>Shows progress while something runs.</summary>
    /// <param name="spec">What is run.</param>
    /// <param name="run">Runs it; given null where no progress is to be shown.</param>
    public ComparisonResults Follow(ComparisonSpec spec, Func<IProgress<RunEvent>?, ComparisonResults> run)
    {
        if (json || !showsProgress)
        {
            return run(null);
        }

        if (!_live)
        {
            var lines = new PlainProgress(console, time);
            _stopping = lines.Stopping;
            return run(lines);
        }

        var board = new ProgressBoard(spec, time);
        return console.Live(board).Start(display =>
        {
            _stopping = () =>
            {
                board.Stopping();
                display.Refresh();
            };

            // Evaluation tells nothing for a while, and the time that passes should be seen to pass.
            using ITimer clock = time.CreateTimer(_ => display.Refresh(), null, ProgressBoard.RefreshEvery, ProgressBoard.RefreshEvery);
            ComparisonResults results = run(board);
            board.Done();
            display.Refresh();
            return results;
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
    /// <param name="results">The results.</param>
    /// <param name="layout">Where the run's files lie.</param>
    public void End(ComparisonResults results, RunLayout layout)
    {
        if (json)
        {
            JsonOutput.Write(console, results, layout);
            return;
        }

        ResultTable.Write(console, results);
        RankingList.Write(console, results, Heading);
        if (ClaimPair.Of(results.Spec) is ClaimPair pair)
        {
            Heading($"Claims: {pair.Triplet} minus {pair.Contrastive}, corrected p");
            VerdictList.Write(console, results);
        }

        Finding[] findings = [.. results.Findings.Where(finding => finding.Id != CeilingRule.RuleId)];
        if (findings.Length > 0)
        {
            Heading("Findings");
            foreach (Finding finding in findings)
            {
                Line($"{(finding.Severity == Severity.Warning ? "!" : "·")} {finding.Message}", finding.Severity == Severity.Warning ? Styles.Careful : Style.Plain);
            }
        }

        Heading("Recommendation");
        Line(results.Recommendation.Text);
        console.WriteLine();

        // Of a resumed run the total is that of its last part, so the parts are added up.
        string took = layout.ReadTimings() is Timings timings
            ? $" ({Words.Count(results.Units.Count, "training run")}, {Durations.Words(timings.BaselineSeconds + timings.Units.Sum(unit => unit.TrainingSeconds + unit.EvaluationSeconds))})"
            : string.Empty;
        Path("report", layout.ReportPath);
        Path("results", layout.ResultsPath);
        Path("run", layout.Folder + took);
    }

    private void Heading(string text)
    {
        console.WriteLine();
        Line(text, Styles.Heading);
    }

    private void Line(string text, Style? style = null) => console.Write(new TrimmedLines(new Text(text, style ?? Style.Plain)));

    private void Path(string name, string path) => console.Write(new Text($"{name,-9}{path}\n") { Overflow = Overflow.Fold });
}
