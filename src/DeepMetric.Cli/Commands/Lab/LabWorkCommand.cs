using System.CommandLine;
using System.Globalization;
using DeepMetric.Cli.Studying;
using DeepMetric.Lab.Execution;
using DeepMetric.Lab.Studies;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>lab work</c>: one worker of a study, as executors start it.</summary>
internal static class LabWorkCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    public static Command Create(IAnsiConsole console, StudyService service)
    {
        var folder = new Argument<string>("folder") { Description = "The study's folder." };
        var threads = OptionValues.WholeNumber("--threads", 1, "The cores that this worker may use. The threads of a training are the study's own.");
        var command = new Command("work", "Computes units of a study until none is left; any number of workers may do so at once. Ends with 3 where what is left is held by others.") { folder, threads };
        command.SetAction(parsed => Run(console, service, StudyService.Open(parsed.GetRequiredValue(folder))));
        return command;
    }

    private static int Run(IAnsiConsole console, StudyService service, StudyLayout layout)
    {
        using var signals = new StopSignals();
        string? task = service.Variable("SLURM_ARRAY_TASK_ID");
        int offset = int.TryParse(task, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : Environment.ProcessId;
        try
        {
            return service.Worker(layout, offset, new StudyLines(console), waits: false).Run(signals.Token) ? WorkerExit.Done : WorkerExit.HeldByOthers;
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException("Stopped; what is done is kept.");
        }
    }
}
