using System.CommandLine;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Embedding;
using DeepMetric.Cli.Rendering;
using DeepMetric.Lab.Runner;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>embed</c>: images to embeddings.</summary>
internal static class EmbedCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    public static Command Create(IAnsiConsole console, EmbedService service)
    {
        var command = new Command("embed", "Turns a data set, a folder of images or single images into embeddings by a trained model, and writes them to a file.");
        var options = new EmbedOptions(service.Datasets);
        options.AddTo(command);
        command.SetAction(parsed => Run(console, service, options.Read(parsed, service)));
        return command;
    }

    private static int Run(IAnsiConsole console, EmbedService service, EmbedRequest request)
    {
        EmbedService.Check(request);
        var work = new StageView(console, service.Time, isShown: !request.Json && !request.Quiet);
        long started = service.Time.GetTimestamp();
        EmbeddingRecord record = work.Follow(progress =>
        {
            using var interruption = new Interruption(work.Stopping, work.Abandoned);
            return service.Embed(request, progress, interruption.Token);
        });
        EmbeddedView.Write(console, record, request, service.Time.GetElapsedTime(started));
        return ExitCodes.Success;
    }
}
