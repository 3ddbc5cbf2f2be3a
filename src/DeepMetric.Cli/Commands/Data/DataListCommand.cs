using System.CommandLine;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Data;
using DeepMetric.Cli.Rendering;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>data list</c>: shows the data sets of the catalogue.</summary>
internal static class DataListCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    public static Command Create(IAnsiConsole console, DataService service)
    {
        Option<string[]> dataRoots = DataArguments.DataRootsToRead();
        Option<bool> json = DataArguments.Json();
        var command = new Command("list", "Shows the data sets that have names: what they are, their licences, and where they are or how to get them.") { dataRoots, json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<DatasetEntry> entries = DatasetEntry.All(service, DataRoots.Of(parsed.GetValue(dataRoots), service.Variable));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console, new { Schema = "deepmetric-data-list/1", Datasets = entries });
            }
            else
            {
                DatasetListView.Write(console, service.Program, entries);
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
