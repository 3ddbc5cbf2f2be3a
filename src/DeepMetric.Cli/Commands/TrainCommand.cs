using System.CommandLine;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Rendering;
using DeepMetric.Cli.Training;
using DeepMetric.Lab.Runs;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>train</c>: trains a net with one loss, or a mixture, and leaves a model in a folder.</summary>
internal static class TrainCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    public static Command Create(IAnsiConsole console, TrainService service)
    {
        var command = new Command("train", "Trains a net on a data set with one loss, or a weighted sum of losses, and saves it as a model for embed and evaluate.");
        var options = new TrainOptions(service);
        options.AddTo(command);
        command.SetAction(parsed => Run(console, service, options.Read(parsed, service)));
        return command;
    }

    private static int Run(IAnsiConsole console, TrainService service, TrainRequest request)
    {
        using PreparedTraining training = service.Prepare(request);
        var view = new TrainingView(console, service.Time, request.Json, showsProgress: !request.Quiet && !training.WasFinished);
        view.Begin(training.Spec, training.Data, training.Layout);
        TrainingResult result = view.Follow(training.Spec, progress =>
        {
            using var interruption = new Interruption(view.Stopping, view.Abandoned);
            return training.Run(progress, interruption.Token);
        });
        view.End(result, training.Layout);
        return ExitCodes.Success;
    }
}
