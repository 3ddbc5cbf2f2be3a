using System.CommandLine;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Rendering;
using DeepMetric.Lab.Runs;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>compare</c>: trains losses under matched conditions and says what came of it.</summary>
internal static class CompareCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    public static Command Create(IAnsiConsole console, CompareService service)
    {
        var command = new Command("compare", "Trains losses on a data set under matched conditions, paired by seed, and says which claims hold and what to use.");
        var options = new CompareOptions(service);
        options.AddTo(command);
        command.SetAction(parsed => Run(console, service, options.Read(parsed, service)));
        return command;
    }

    private static int Run(IAnsiConsole console, CompareService service, CompareRequest request)
    {
        using PreparedComparison comparison = service.Prepare(request);
        var view = new ComparisonView(console, service.Time, request.Json, showsProgress: !request.Quiet && !comparison.WasFinished);
        view.Begin(comparison.Spec, comparison.Data, comparison.Layout);
        ComparisonResults results = view.Follow(comparison.Spec, progress =>
        {
            using var interruption = new Interruption(view.Stopping, view.Abandoned);
            return comparison.Run(progress, interruption.Token);
        });
        view.End(results, comparison.Layout);
        return ExitCodes.Success;
    }
}
