using System.CommandLine;
using DeepMetric.Cli.Studying;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>lab report</c>: analyses a complete study again and writes its files.</summary>
internal static class LabReportCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    public static Command Create(IAnsiConsole console)
    {
        var folder = new Argument<string>("folder") { Description = "The study's folder." };
        var json = new Option<bool>("--json") { Description = "Write one JSON object and nothing else: results.json with studyFolder and report added." };
        var command = new Command("report", "Analyses a complete study again, without training: results.json, report.html, report.md, numbers.csv, numbers.parquet and event files.") { folder, json };
        command.SetAction(parsed =>
        {
            StudyReporting.Write(console, StudyService.Open(parsed.GetRequiredValue(folder)), parsed.GetValue(json));
            return ExitCodes.Success;
        });
        return command;
    }
}
