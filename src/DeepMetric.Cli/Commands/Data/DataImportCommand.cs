using System.CommandLine;
using DeepMetric.Cli.Data;
using DeepMetric.Cli.Rendering;
using DeepMetric.Datasets;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>data import</c>: brings archives or a folder under a data root.</summary>
internal static class DataImportCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    public static Command Create(IAnsiConsole console, DataService service)
    {
        var sources = new Argument<string[]>("SOURCE")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "Archives (.zip, .tar, .tar.gz, .tgz, .gz), official files, or a folder; several make one data set.",
        };
        sources.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !Path.Exists(token.Value)) is { } missing)
            {
                result.AddError($"expected an archive, a file or a folder, found no '{missing.Value}'.");
            }
        });
        Option<string?> name = OptionValues.Checked(
            "--as", "NAME", $"What the data set is called: {string.Join(", ", service.Names.Where(IsBrought))}; or a name of your own for a folder of images.",
            text => DatasetImport.IsName(text) && (!service.Names.Contains(text) || IsBrought(text)), _ => true,
            "the name of a data set that is brought in files, or one of your own (small letters, digits and -, at most 64)", service.Names);
        name.Required = true;
        Option<string?> dataRoot = DataArguments.DataRootToWrite();
        var replace = new Option<bool>("--replace") { Description = "Put the files in the place of those that are there; the old ones go after the new ones arrived whole." };
        var merge = new Option<bool>("--merge") { Description = "Add the files to those that are there." };
        Option<bool> json = DataArguments.Json();
        Option<bool> quiet = DataArguments.Quiet();
        var command = new Command("import", "Brings archives or a folder under a data root, safely and as a whole; says what they hold and how to compare on it.") { sources, name, dataRoot, replace, merge, json, quiet };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(replace) && parsed.GetValue(merge))
            {
                throw new UsageException("--replace, --merge: expected one of them, found both.");
            }

            ImportMode mode = parsed.GetValue(replace) ? ImportMode.Replace : parsed.GetValue(merge) ? ImportMode.Merge : ImportMode.New;
            var request = new ImportRequest(parsed.GetRequiredValue(sources), parsed.GetValue(name)!, DataArguments.DataRootOf(parsed.GetValue(dataRoot), service), mode);
            return Run(console, service, request, parsed.GetValue(json), parsed.GetValue(quiet));
        });
        return command;
    }

    private static int Run(IAnsiConsole console, DataService service, ImportRequest request, bool writesJson, bool isQuiet)
    {
        if (request.Mode == ImportMode.New)
        {
            ImportRequest.CheckFree(request.Name, request.DataRoot, "--replace or --merge");
        }

        ImportReport report = new WorkView(console, service.Time, showsProgress: !writesJson && !isQuiet)
            .Follow($"Stopped; '{request.DataRoot}' is as it was.", (progress, cancellation) => Acquiring.Import(service, request, progress, cancellation));
        if (writesJson)
        {
            JsonOutput.Write(console, report);
        }
        else
        {
            ImportView.End(console, report);
        }

        return ExitCodes.Success;
    }

    private static bool IsBrought(string name) => !DatasetCatalog.Find(name, []).IsBuiltIn;
}
