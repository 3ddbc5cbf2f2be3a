using System.CommandLine;
using DeepMetric.Cli.Data;
using DeepMetric.Cli.Rendering;
using DeepMetric.Datasets;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>data verify</c>: says whether files are still what they were.</summary>
internal static class DataVerifyCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    public static Command Create(IAnsiConsole console, DataService service)
    {
        Argument<string> dataset = DataArguments.Dataset(service);
        Option<string[]> dataRoots = DataArguments.DataRootsToRead();
        var write = new Option<bool>("--write-manifest")
        {
            Description = $"Record all files as they are now in {DatasetManifest.FileName}, after comparing them with an earlier record; then the exit code is 0 although they differ from that.",
        };
        Option<bool> json = DataArguments.Json();
        Option<bool> quiet = DataArguments.Quiet();
        var command = new Command("verify", "Compares all files of a data set with the sizes and hashes recorded in its manifest; the exit code is 1 where one is changed, missing or extra.") { dataset, dataRoots, write, json, quiet };
        command.SetAction(parsed =>
        {
            DatasetChoice choice = DataArguments.Choice(parsed.GetRequiredValue(dataset), parsed.GetValue(dataRoots), service);
            bool writesJson = parsed.GetValue(json);
            VerificationReport report = new WorkView(console, service.Time, showsProgress: !writesJson && !parsed.GetValue(quiet))
                .Follow("Stopped.", (progress, cancellation) => VerificationReport.Of(choice, parsed.GetValue(write), service.Time, progress, cancellation));
            if (writesJson)
            {
                JsonOutput.Write(console, report);
            }
            else
            {
                VerificationView.Write(console, report);
            }

            return report.Holds ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }
}
