using System.CommandLine;
using DeepMetric.Cli.Explaining;
using DeepMetric.Cli.Explaining.Pages;
using DeepMetric.Cli.Rendering;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Store;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>explain</c>: says what a loss or another part of the library does, or writes a page about every loss.</summary>
internal static class ExplainCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    public static Command Create(IAnsiConsole console)
    {
        Argument<string> name = NamedItem.Name();
        var all = new Option<bool>("--all") { Description = "All losses; together with --markdown." };
        var markdown = new Option<string?>("--markdown") { HelpName = "DIR", Description = "Write a page for each loss, and README.md with the catalogue, into a folder." };
        var measurements = new Option<string?>("--measurements") { HelpName = "FILE", Description = "What the benchmarks measured of the losses, for the pages." };
        var json = new Option<bool>("--json") { Description = "Write one JSON object and nothing else." };
        var command = new Command("explain", "Shows the formula, options, cost, traits and origin of a loss, miner, distance, reducer, regularizer or sampler.") { name, all, markdown, measurements, json };
        command.SetAction(parsed =>
        {
            string? given = parsed.GetValue(name);
            if (parsed.GetValue(all))
            {
                string folder = parsed.GetValue(markdown) ?? throw new UsageException("--all: expected --markdown DIR beside it, found none.");
                WritePages(console, folder, parsed.GetValue(measurements), string.IsNullOrEmpty(given), parsed.GetValue(json));
            }
            else if (parsed.GetValue(markdown) is not null || parsed.GetValue(measurements) is not null)
            {
                throw new UsageException("--markdown and --measurements: expected --all beside them, found none.");
            }
            else
            {
                Show(console, string.IsNullOrEmpty(given) ? throw new UsageException("expected a NAME, found none. See deepmetric explain --help.") : LibraryCatalog.Find(given), parsed.GetValue(json));
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static void Show(IAnsiConsole console, IReadOnlyList<CatalogItem> found, bool json)
    {
        if (json)
        {
            JsonOutput.Write(console, new { Schema = "deepmetric-explain/1", Item = found[0], Also = found.Skip(1).Select(item => item.Class) });
        }
        else
        {
            ExplanationView.Write(console, found);
        }
    }

    private static void WritePages(IAnsiConsole console, string folder, string? measurements, bool nameless, bool json)
    {
        if (!nameless)
        {
            throw new UsageException("--all: expected no NAME beside it, found one.");
        }

        LossMeasurements? measured = measurements is null ? null : JsonFile.Read<LossMeasurements>(measurements);
        IReadOnlyList<string> written = LossPages.Write(folder, LibraryCatalog.Losses, measured);
        if (json)
        {
            JsonOutput.Write(console, new { Schema = "deepmetric-explain-pages/1", Files = written });
        }
        else
        {
            console.WriteLine($"{Words.Count(written.Count, "page")} in {folder}");
        }
    }
}
