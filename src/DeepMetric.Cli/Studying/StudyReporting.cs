using System.Text.Json;
using System.Text.Json.Nodes;
using DeepMetric.Cli.Rendering;
using DeepMetric.Lab.Export;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Studies;
using Spectre.Console;

namespace DeepMetric.Cli.Studying;

/// <summary>Analyses a complete study, writes its files, and says what came of it.</summary>
internal static class StudyReporting
{
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
        if (json)
        {
            console.Profile.Out.Writer.Write(WithPaths(results, layout).ToJsonString(LabJson.Indented) + "\n");
            return;
        }

        Show(console, results);
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

    private static void Show(IAnsiConsole console, StudyResults results)
    {
        foreach (TrackResults entry in results.Entries)
        {
            var table = new Table().Border(TableBorder.Simple).Title($"{entry.Dataset}, {StudyWords.Of(entry.Track)}").AddColumn("arm");
            string experiment = entry.Comparison.Spec.Experiments[0].Name;
            string[] metrics = [.. results.Spec.File.Metrics.Where(metric => entry.Comparison.Spec.Arms.Any(arm => entry.Comparison.Summary(experiment, arm.Name, metric) is not null))];
            foreach (string metric in metrics)
            {
                table.AddColumn(new TableColumn(MetricCatalog.Get(metric).Title).RightAligned());
            }

            IEnumerable<string> rows = entry.Comparison.Spec.Arms.Select(arm => arm.Name).Concat(entry.Comparison.Baselines.Select(baseline => baseline.Name).Distinct());
            foreach (string row in rows)
            {
                table.AddRow([Markup.Escape(row), .. metrics.Select(metric => entry.Comparison.Summary(experiment, row, metric) is { } summary ? Markup.Escape(ResultFormat.Interval(summary)) : "-")]);
            }

            console.Write(table);
            foreach (PairEffect effect in entry.Effects.Where(effect => effect.Metric == metrics.FirstOrDefault()))
            {
                console.Write(new TrimmedLines(new Text($"{MetricCatalog.Get(effect.Metric).Title}: {StudyWords.Of(effect)}")));
            }

            foreach (Lab.Claims.ClaimVerdict claim in entry.Comparison.Claims.Where(claim => claim.Verdict != Lab.Claims.Verdict.NotTested))
            {
                console.Write(new TrimmedLines(new Text($"{claim.Id}: {StudyWords.Of(claim.Verdict)}")));
            }
        }

        foreach (StudyFinding finding in results.Findings)
        {
            console.Write(new TrimmedLines(new Text($"{(finding.Severity == Lab.Findings.Severity.Warning ? "warning" : "note")}: {finding.Message}")));
        }

        foreach (string sentence in results.Recommendation.Sentences.Concat(results.Recommendation.WouldChange.Select(change => $"What would change it: {change}")))
        {
            console.Write(new TrimmedLines(new Text(sentence)));
        }
    }
}
