using System.CommandLine;
using DeepMetric.Cli.Studying;
using DeepMetric.Lab.Studies;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>lab run</c>: runs a study, or goes on with it.</summary>
internal static class LabRunCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    public static Command Create(IAnsiConsole console, StudyService service)
    {
        var file = new Argument<string>("study") { Description = "The study's file, such as studies/zeng-2025.json." };
        var quick = new Option<bool>("--quick") { Description = "Run the study's quick form." };
        var only = new Option<string[]>("--dataset") { Description = "A data set of the study to take, by name; may be given several times. [default: all]", HelpName = "NAME" };
        Option<string[]> dataRoots = OptionValues.Folders("--data-root", "A folder with one folder per data set; may be given several times. [default: DEEPMETRIC_DATA]");
        var outFolder = new Option<string?>("--out") { Description = "The study's folder; one that holds the study already goes on. [default: runs/<study>, or runs/<study>-quick]", HelpName = "DIR" };
        var execution = new ExecutionOptions();
        var command = new Command("run", "Runs a study to its report, or goes on where it was stopped.") { file, quick, only, dataRoots, outFolder };
        execution.AddTo(command);
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            bool isQuick = parsed.GetValue(quick);
            ExecutionRequest request = execution.Read(parsed);
            void Looking(string name)
            {
                if (!request.Json && !request.Quiet)
                {
                    console.WriteLine($"reading {name}");
                }
            }

            (StudySpec spec, StudyPlace place) = service.Resolve(path, isQuick, parsed.GetValue(only), parsed.GetValue(dataRoots), Looking);
            service.RequireDevice(spec.File.Device);
            string folder = parsed.GetValue(outFolder) ?? Path.Combine(service.RunsFolder, spec.File.Name + (isQuick ? "-quick" : string.Empty));
            return StudyExecution.Run(console, service, StudyService.Begin(folder, spec, place), request);
        });
        return command;
    }
}
