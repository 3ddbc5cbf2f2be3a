using System.CommandLine;
using System.Globalization;
using DeepMetric.Cli.Rendering;
using DeepMetric.Cli.Studying;
using DeepMetric.Lab.Execution;
using DeepMetric.Lab.Runner.Studies;
using DeepMetric.Lab.Studies;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>lab check</c>: refuses bad designs, and predicts time and memory before anything runs.</summary>
internal static class LabCheckCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    public static Command Create(IAnsiConsole console, StudyService service)
    {
        var file = new Argument<string>("study") { Description = "The study's file." };
        var quick = new Option<bool>("--quick") { Description = "Check the study's quick form." };
        var only = new Option<string[]>("--dataset") { Description = "A data set of the study to take, by name; may be given several times. [default: all]", HelpName = "NAME" };
        Option<string[]> dataRoots = OptionValues.Folders("--data-root", "A folder with one folder per data set; may be given several times. [default: DEEPMETRIC_DATA]");
        var json = new Option<bool>("--json") { Description = "Write one JSON object with datasets, skipped, units, seconds, workers and megabytes." };
        var command = new Command("check", "Checks a study's design and its data sets, measures a few steps of each arm, and predicts time and memory.") { file, quick, only, dataRoots, json };
        command.SetAction(parsed =>
        {
            bool asJson = parsed.GetValue(json);
            void Say(string text)
            {
                if (!asJson)
                {
                    console.Write(new TrimmedLines(new Text(text)));
                }
            }

            (StudySpec spec, StudyPlace place) = service.Resolve(parsed.GetRequiredValue(file), parsed.GetValue(quick), parsed.GetValue(only), parsed.GetValue(dataRoots), name => Say($"reading {name}"));
            service.RequireDevice(spec.File.Device);
            using var signals = new StopSignals();
            StudyForecast forecast = StudyProbe.Predict(spec, new StudyItems(place.DataRoots, service.Load), what => Say($"measuring {what}"), signals.Token);
            int workers = Math.Max(1, Environment.ProcessorCount / spec.File.Threads);
            if (asJson)
            {
                JsonOutput.Write(console, new
                {
                    datasets = spec.Datasets.Select(set => set.Name).ToArray(),
                    skipped = spec.Skipped,
                    forecast.Units,
                    seconds = forecast.Seconds / workers,
                    workers,
                    megabytes = forecast.Megabytes * workers,
                });
                return ExitCodes.Success;
            }

            foreach (SkippedDataset skipped in spec.Skipped)
            {
                Say($"left out: {skipped.Name}. {skipped.Reason}");
            }

            Say(string.Create(CultureInfo.InvariantCulture, $"the design is sound: {spec.File.Arms.Count} arms, {spec.Datasets.Count} data sets, {spec.File.Seeds} seeds, about {forecast.Units} units"));
            Say(string.Create(CultureInfo.InvariantCulture, $"about {Durations.Words(forecast.Seconds / workers)} with {Words.Count(workers, "worker")} on this machine, and {forecast.Megabytes * workers:0} MB"));
            return ExitCodes.Success;
        });
        return command;
    }
}
