using System.CommandLine;
using DeepMetric.Cli.Explaining;
using DeepMetric.Cli.Rendering;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>list</c>: shows what the library has of a kind.</summary>
internal static class ListCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    public static Command Create(IAnsiConsole console)
    {
        Argument<string> kind = NamedItem.Kind();
        var json = new Option<bool>("--json") { Description = "Write one JSON object and nothing else." };
        var command = new Command("list", "Shows the losses, miners, distances, reducers, regularizers or samplers that the library has.") { kind, json };
        command.SetAction(parsed =>
        {
            CatalogKind found = LibraryCatalog.Kinds.First(candidate => candidate.Plural == parsed.GetRequiredValue(kind));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console, new
                {
                    Schema = "deepmetric-list/1",
                    Kind = found.Plural,
                    Items = found.Items.Select(item => new { item.Name, item.Class, Summary = DocumentationText.Plain(item.Summary), item.Term, item.LearnsWeights }),
                });
            }
            else
            {
                CatalogListView.Write(console, found);
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
