using System.CommandLine;
using DeepMetric.Cli.Studying;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verbs of <c>lab</c>: studies of many losses on many data sets.</summary>
internal static class LabCommand
{
    /// <summary>Creates the verbs.</summary>
    /// <param name="console">Where they draw.</param>
    /// <param name="service">What they call.</param>
    public static Command Create(IAnsiConsole console, StudyService service) => new("lab", "Runs studies: many losses on many data sets, on several tracks, with statistics over all of it.")
    {
        LabNewCommand.Create(console),
        LabCheckCommand.Create(console, service),
        LabRunCommand.Create(console, service),
        LabResumeCommand.Create(console, service),
        LabWorkCommand.Create(console, service),
        LabStatusCommand.Create(console),
        LabReportCommand.Create(console),
        LabDiffCommand.Create(console),
    };
}
