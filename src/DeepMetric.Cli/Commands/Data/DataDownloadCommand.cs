using System.CommandLine;
using System.CommandLine.Completions;
using DeepMetric.Cli.Data;
using DeepMetric.Cli.Rendering;
using DeepMetric.Datasets;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>data download</c>: fetches a data set from where its makers, or a mirror, give it out.</summary>
internal static class DataDownloadCommand
{
    private const string AcceptName = "--accept-licence";

    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    public static Command Create(IAnsiConsole console, DataService service)
    {
        string[] names = [.. service.Names.Where(known => service.SourceOf(known) is not null)];
        var name = new Argument<string>("NAME") { HelpName = "NAME", Description = $"The data set: {string.Join(", ", names)}." };
        name.CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!names.Contains(text))
            {
                string hint = Suggestion.For(text, names) is string near ? $" Did you mean {near}?" : "";
                result.AddError($"expected one of {string.Join(", ", names)}, found '{text}'.{hint}");
            }

            return text;
        };
        name.CompletionSources.Add(_ => names.Select(known => new CompletionItem(known)));
        Option<string?> dataRoot = DataArguments.DataRootToWrite();
        var accept = new Option<bool>(AcceptName) { Description = "Accept the terms of the data set, which are shown first; without it they are asked about, where there is a terminal." };
        var replace = new Option<bool>("--replace") { Description = "Put the files in the place of those that are there; the old ones go after the new ones arrived whole." };
        var keep = new Option<bool>("--keep-archives") { Description = $"Leave the archives in {DatasetDownload.Folder} of the data root after the import." };
        Option<bool> json = DataArguments.Json();
        Option<bool> quiet = DataArguments.Quiet();
        var command = new Command("download", "Fetches a data set from its official addresses, checks its files and imports them; goes on where it was stopped.") { name, dataRoot, accept, replace, keep, json, quiet };
        command.SetAction(parsed =>
        {
            DatasetSource source = service.SourceOf(parsed.GetRequiredValue(name))!;
            if (!source.IsDownloadable)
            {
                throw new DownloadUnavailableException(source.Name, source.Instructions ?? $"See {source.Homepage}.");
            }

            var request = new DownloadRequest(source, DataArguments.DataRootOf(parsed.GetValue(dataRoot), service), parsed.GetValue(replace), parsed.GetValue(keep));
            return Run(console, service, request, parsed.GetValue(accept), parsed.GetValue(json), parsed.GetValue(quiet));
        });
        return command;
    }

    private static int Run(IAnsiConsole console, DataService service, DownloadRequest request, bool isAccepted, bool writesJson, bool isQuiet)
    {
        if (!request.Replaces)
        {
            ImportRequest.CheckFree(request.Source.Name, request.DataRoot, "--replace");
        }

        if (!writesJson)
        {
            ImportView.Begin(console, request.Source);
        }

        if (!isAccepted)
        {
            Ask(console, request.Source, writesJson);
        }

        ImportReport report = new WorkView(console, service.Time, showsProgress: !writesJson && !isQuiet).Follow(
            $"Stopped; what arrived is kept. To go on:{Environment.NewLine}  {request.Resuming(service.Program)}",
            (progress, cancellation) => Acquiring.Download(service, request, progress, cancellation));
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

    private static void Ask(IAnsiConsole console, DatasetSource source, bool writesJson)
    {
        if (writesJson || !console.Profile.Capabilities.Interactive || Console.IsInputRedirected)
        {
            throw new UsageException($"{AcceptName}: expected it where nobody can be asked, found none. The licence of {source.Name}: {source.Licence}. {source.Terms}");
        }

        if (!new ConfirmationPrompt("Accept these terms?") { DefaultValue = false }.Show(console))
        {
            throw new UsageException($"{AcceptName}: expected the terms of {source.Name} to be accepted, found them declined.");
        }
    }
}
