using System.CommandLine;
using DeepMetric.Cli.Rendering;
using DeepMetric.Cli.Studying;
using DeepMetric.Lab.Studies;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>lab diff</c>: what differs between two studies.</summary>
internal static class LabDiffCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    public static Command Create(IAnsiConsole console)
    {
        var first = new Argument<string>("first") { Description = "The folder of a study." };
        var second = new Argument<string>("second") { Description = "The folder of another." };
        var json = new Option<bool>("--json") { Description = "Write one JSON object with the differences, a sentence each." };
        var command = new Command("diff", "Says what differs between two studies: their specifications, units and numbers, to the last bit. Ends with 1 where something does.") { first, second, json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<string> differences = StudyDifferences.Between(StudyService.Open(parsed.GetRequiredValue(first)), StudyService.Open(parsed.GetRequiredValue(second)));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console, new { differences });
            }
            else
            {
                foreach (string difference in differences.DefaultIfEmpty("no difference"))
                {
                    console.Write(new TrimmedLines(new Text(difference)));
                }
            }

            return differences.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }
}
