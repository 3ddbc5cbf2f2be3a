using System.CommandLine;
using DeepMetric.Cli.Data;
using DeepMetric.Cli.Rendering;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>data info</c>: says what a data set holds.</summary>
internal static class DataInfoCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    public static Command Create(IAnsiConsole console, DataService service)
    {
        Argument<string> dataset = DataArguments.Dataset(service);
        Option<string[]> dataRoots = DataArguments.DataRootsToRead();
        var check = new Option<bool>("--check") { Description = "Decode all images, and name those that cannot be read; a report, so that the exit code is 0 all the same." };
        Option<bool> json = DataArguments.Json();
        Option<bool> quiet = DataArguments.Quiet();
        var command = new Command("info", "Says what a data set holds: items, classes, parts, sizes and formats of images, files that are empty or too large.") { dataset, dataRoots, check, json, quiet };
        command.SetAction(parsed =>
        {
            DatasetChoice choice = DataArguments.Choice(parsed.GetRequiredValue(dataset), parsed.GetValue(dataRoots), service);
            bool writesJson = parsed.GetValue(json);
            DatasetInfo info = new WorkView(console, service.Time, showsProgress: !writesJson && !parsed.GetValue(quiet))
                .Follow("Stopped.", (progress, cancellation) => DatasetInspection.Of(choice, parsed.GetValue(check), progress, cancellation));
            if (writesJson)
            {
                JsonOutput.Write(console, info);
            }
            else
            {
                DatasetInfoView.Write(console, info);
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
