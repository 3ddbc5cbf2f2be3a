using System.CommandLine;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Evaluating;
using DeepMetric.Cli.Rendering;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Store;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>evaluate</c>: judges a model or a file of embeddings.</summary>
internal static class EvaluateCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    public static Command Create(IAnsiConsole console, EvaluateService service)
    {
        var command = new Command("evaluate", "Judges a trained model on a data set, or a file of embeddings: retrieval, classification, clustering and variances.");
        var options = new EvaluateOptions(service.Datasets);
        options.AddTo(command);
        command.SetAction(parsed => Run(console, service, options.Read(parsed, service)));
        return command;
    }

    private static int Run(IAnsiConsole console, EvaluateService service, EvaluateRequest request)
    {
        EvaluateService.Check(request);
        var work = new StageView(console, service.Time, isShown: !request.Json && !request.Quiet);
        EvaluationResults all = work.Follow(progress =>
        {
            using var interruption = new Interruption(work.Stopping, work.Abandoned);
            return service.Evaluate(request, progress, interruption.Token);
        });
        EvaluationResults results = request.PerClass ? all : all with { PerClass = null };
        if (request.OutputPath is string output)
        {
            JsonFile.Write(output, results);
        }

        if (request.ClassPath is string classes)
        {
            ClassTable.Write(classes, all.PerClass ?? []);
        }

        if (request.Json)
        {
            JsonOutput.Write(console, results);
        }
        else
        {
            EvaluationView.Write(console, results, request.OutputPath, request.ClassPath);
        }

        return ExitCodes.Success;
    }
}
