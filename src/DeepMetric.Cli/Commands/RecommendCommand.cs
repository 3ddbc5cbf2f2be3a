using System.CommandLine;
using DeepMetric.Cli.Recommending;
using DeepMetric.Cli.Studying;
using DeepMetric.Lab.Recommending;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>recommend</c>: which loss for these data, within a time.</summary>
internal static class RecommendCommand
{
    private static readonly string[] _tasks = ["both", "classification", "retrieval"];

    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    /// <param name="datasets">The names of data sets.</param>
    /// <param name="losses">The names of losses.</param>
    public static Command Create(IAnsiConsole console, StudyService service, IReadOnlyList<string> datasets, IReadOnlyList<string> losses)
    {
        Option<string?> dataset = DatasetOptions.NameOrPath(datasets);
        dataset.Required = true;
        Option<string[]> dataRoots = OptionValues.Folders("--data-root", "A folder with one folder per data set; may be given several times. [default: DEEPMETRIC_DATA]");
        Option<TimeSpan?> budget = OptionValues.Duration("--budget", "The time for all of it, loading and report included, such as 90s, 20m or 1h. [default: 20m]");
        Option<string[]?> compared = OptionValues.ListOf("--losses", $"The losses to choose from: {string.Join(", ", losses)}. [default: contrastive,triplet]", losses);
        Option<int?> imageSize = OptionValues.WholeNumber("--image-size", 4, "Pixels of each side of an image. [default: 64, or the images' own size, or fewer where the time asks for it]");
        Option<string?> backbone = NetOptions.Backbone();
        Option<string> task = OptionValues.OneOf("--task", "What the embedding is for: both, classification or retrieval.", _tasks);
        Option<int?> workers = OptionValues.WholeNumber("--workers", 1, "Trainings at once; 1 trains in this process. [default: one per core]");
        var outFolder = new Option<string?>("--out") { Description = "The folder; one that holds an unfinished recommendation goes on, with a new budget. [default: runs/recommend-<dataset>, or -2, -3, …]", HelpName = "DIR" };
        var json = new Option<bool>("--json") { Description = "Write one JSON object and nothing else: recommendation.json with folder and report added." };
        var quiet = new Option<bool>("--quiet") { Description = "Leave the progress out." };
        var command = new Command("recommend", "Says which loss to use for data of your own, or why it cannot be said: describes the data, plans a study that fits the time, runs it, and answers.")
        {
            dataset, dataRoots, budget, compared, imageSize, backbone, task, workers, outFolder, json, quiet,
        };
        command.SetAction(parsed =>
        {
            string data = parsed.GetValue(dataset)!;
            string[] chosen = parsed.GetValue(compared) is { Length: > 0 } given ? given : ["contrastive", "triplet"];
            if (chosen.Length < 2)
            {
                throw new UsageException($"--losses: expected at least 2 losses to choose from, found {string.Join(",", chosen)}.");
            }

            var request = new RecommendRequest
            {
                Question = new StudyQuestion
                {
                    Name = RecommendedStudy.NameOf(data),
                    Data = datasets.Contains(data) ? data : Path.GetFullPath(data),
                    Losses = chosen,
                    Task = Enum.Parse<RecommendedTask>(parsed.GetRequiredValue(task), ignoreCase: true),
                    Backbone = parsed.GetValue(backbone),
                    ImageSize = parsed.GetValue(imageSize),
                },
                DataRoots = parsed.GetValue(dataRoots),
                Budget = parsed.GetValue(budget) ?? TimeSpan.FromMinutes(20),
                Workers = parsed.GetValue(workers) ?? Environment.ProcessorCount,
                Out = parsed.GetValue(outFolder),
                Json = parsed.GetValue(json),
                Quiet = parsed.GetValue(quiet),
            };
            return new RecommendRun(console, service, request).Run();
        });
        return command;
    }
}
