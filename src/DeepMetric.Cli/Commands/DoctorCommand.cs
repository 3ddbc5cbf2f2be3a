using System.CommandLine;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Diagnosis;
using DeepMetric.Cli.Rendering;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>doctor</c>: says what is here and whether it works.</summary>
internal static class DoctorCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    public static Command Create(IAnsiConsole console, DoctorService service)
    {
        Option<string[]> dataRoots = OptionValues.Folders(DataRoots.Option, $"A folder that holds one folder per data set; may be given several times. [default: {DataRoots.Variable}]");
        var json = new Option<bool>("--json") { Description = "Write one JSON object." };
        var command = new Command("doctor", "Shows versions, the machine, and which data sets are found; says whether libtorch loads.") { dataRoots, json };
        command.SetAction(parsed =>
        {
            DoctorReport report = service.Examine(DataRoots.Of(parsed.GetValue(dataRoots), service.Variable));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console, report);
            }
            else
            {
                DoctorView.Write(console, report);
            }

            return report.Works ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }
}
