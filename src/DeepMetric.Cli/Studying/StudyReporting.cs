using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeepMetric.Cli.Rendering;
using DeepMetric.Lab.Export;
using DeepMetric.Lab.Reports.Studies;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Studies;
using Spectre.Console;

namespace DeepMetric.Cli.Studying;

/// <summary>Analyses a complete study, writes its files, and says what came of it.</summary>
internal static class StudyReporting
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes results, report and tables, and shows the verdicts.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="layout">The study's files.</param>
    /// <param name="json">Whether to write one JSON object in place of text.</param>
    /// <exception cref="UsageException">The study is not complete.</exception>
    public static void Write(IAnsiConsole console, StudyLayout layout, bool json)
    {
        StudyProgress progress = StudyProgress.Of(layout);
        if (!progress.IsComplete)
        {
            throw new UsageException($"expected a complete study, found {progress.Finished} of {progress.Known} units in '{layout.Folder}': go on with it by lab resume.");
        }

        StudySpec spec = layout.ReadSpec();
        var outcomes = new StudyOutcomes(layout);
        StudyResults results = StudyAnalysis.Analyze(spec, outcomes.Of);
        JsonFile.Write(layout.ResultsPath, results);
        NumberRow[] numbers = [.. StudyNumbers.Of(spec, outcomes.Of)];
        NumbersTable.WriteCsv(layout.CsvPath, numbers);
        NumbersTable.WriteParquet(layout.ParquetPath, numbers);
        IReadOnlyList<PlannedRun> runs = StudyPlan.Of(spec, outcomes.Of).Runs;
        WriteReport(layout, results, runs);
        StudyEvents.Write(layout, runs);
        if (json)
        {
            console.Profile.Out.Writer.Write(WithPaths(results, layout).ToJsonString(LabJson.Indented) + "\n");
            return;
        }

        StudyView.Write(console, results);
        console.WriteLine($"report  {layout.ReportPath}");
    }

    private static JsonObject WithPaths(StudyResults results, StudyLayout layout)
    {
        var document = new JsonObject { ["studyFolder"] = Path.GetFullPath(layout.Folder), ["report"] = Path.GetFullPath(layout.ReportPath) };
        foreach ((string name, JsonNode? member) in JsonSerializer.SerializeToNode(results, LabJson.Indented)!.AsObject().ToArray())
        {
            document[name] = member?.DeepClone();
        }

        return document;
    }

    private static void WriteReport(StudyLayout layout, StudyResults results, IReadOnlyList<PlannedRun> runs)
    {
        var input = new StudyReportInput(results, runs, [.. EnvironmentOf(layout, runs)]);
        WriteText(layout.ReportPath, writer => StudyReport.WriteHtml(writer, input));
        WriteText(layout.MarkdownPath, writer => StudyReport.WriteMarkdown(writer, input));
    }

    private static void WriteText(string path, Action<TextWriter> write) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, Utf8, bufferSize: -1, leaveOpen: true);
        write(writer);
    });

    // Units come from many machines; what is told of them is how many there were and how long they took.
    private static IEnumerable<KeyValuePair<string, string>> EnvironmentOf(StudyLayout layout, IReadOnlyList<PlannedRun> runs)
    {
        foreach (KeyValuePair<string, string> version in HostFacts.Versions)
        {
            yield return new($"{version.Key}, of this report", version.Value);
        }

        UnitTime[] times = [.. runs.Select(run => run.UnitId).Distinct().Select(layout.ReadTime).OfType<UnitTime>()];
        yield return new("units", Words.Count(runs.Select(run => run.UnitId).Distinct().Count(), "unit"));
        if (times.Length > 0)
        {
            yield return new("machines", Words.Count(times.Select(time => time.Host).Distinct().Count(), "machine"));
            yield return new("training", Durations.Words(times.Sum(time => time.TrainingSeconds)));
            yield return new("everything else", Durations.Words(times.Sum(time => time.EvaluationSeconds)));
        }
    }
}
