using System.CommandLine;
using DeepMetric.Cli.Data;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verbs of <c>data</c>: what there is, whether it is right, and how to get it.</summary>
internal static class DataCommand
{
    /// <summary>Creates the verbs.</summary>
    /// <param name="console">Where they draw.</param>
    /// <param name="service">What they call.</param>
    public static Command Create(IAnsiConsole console, DataService service) => new("data", "Lists, inspects, verifies, shows, divides, imports and downloads data sets.")
    {
        DataListCommand.Create(console, service),
        DataInfoCommand.Create(console, service),
        DataVerifyCommand.Create(console, service),
        DataPreviewCommand.Create(console, service),
        DataSplitCommand.Create(console, service),
        DataImportCommand.Create(console, service),
        DataDownloadCommand.Create(console, service),
    };
}
