using System.CommandLine;
using DeepMetric.Cli.Studying;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>lab resume</c>: goes on with a study in its folder.</summary>
internal static class LabResumeCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    public static Command Create(IAnsiConsole console, StudyService service)
    {
        var folder = new Argument<string>("folder") { Description = "The study's folder." };
        var execution = new ExecutionOptions();
        var command = new Command("resume", "Goes on with a study that was stopped.") { folder };
        execution.AddTo(command);
        command.SetAction(parsed => StudyExecution.Run(console, service, StudyService.Open(parsed.GetRequiredValue(folder)), execution.Read(parsed)));
        return command;
    }
}
