using System.CommandLine;
using DeepMetric.Cli.Rendering;
using DeepMetric.Cli.Reporting;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>report</c>: renders a finished run's report again.</summary>
internal static class ReportCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="render">Renders the report of the run in a folder.</param>
    public static Command Create(IAnsiConsole console, Func<string, WrittenReport> render)
    {
        var folder = new Argument<string>("folder") { Description = "The run folder, such as runs/digits." };
        var json = new Option<bool>("--json") { Description = "Write one JSON object with runFolder and report." };
        var command = new Command("report", "Renders the report of a finished run again, without training.") { folder, json };
        command.SetAction(parsed =>
        {
            WrittenReport written = render(parsed.GetRequiredValue(folder));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console, written);
            }
            else
            {
                console.WriteLine($"report  {written.Report}");
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
