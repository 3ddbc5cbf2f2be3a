using DeepMetric.Cli.Commands;
using DeepMetric.Cli.Training;
using DeepMetric.Datasets;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Tests;
using Spectre.Console.Testing;

namespace DeepMetric.Cli.Tests.Training;

/// <summary>The command line with a <c>train</c> that trains nothing: a run writes a made-up result.</summary>
internal sealed class FakeTraining : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The folder of this test.</summary>
    public string Folder => _folder.FolderPath;

    /// <summary>Whether the data set has items to choose by.</summary>
    public bool HasValidation { get; init; } = true;

    /// <summary>What was asked for last.</summary>
    public TrainingChoices? Choices { get; private set; }

    /// <summary>The data set asked for last, and how.</summary>
    public (string Name, DatasetRequest Request)? Loaded { get; private set; }

    /// <summary>The command that the last run recorded, and its epochs between checkpoints.</summary>
    public (string Command, int CheckpointEvery)? Recorded { get; private set; }

    /// <summary>How often something was run.</summary>
    public int Runs { get; private set; }

    /// <summary>Happens in a run before its result is written.</summary>
    public Action<IProgress<TrainingProgress>?> During { get; set; } = _ => { };

    /// <summary>Happens when choices are turned into a specification.</summary>
    public Action<TrainingChoices> Specifying { get; set; } = _ => { };

    /// <summary>Runs a command.</summary>
    public CliOutcome Run(params string[] arguments)
    {
        using var console = new TestConsole().Width(120);
        using var error = new StringWriter();
        var train = new TrainService
        {
            Datasets = ["digits", "synthetic"],
            Losses = ["contrastive", "triplet"],
            Load = Load,
            Specify = Specify,
            RequireDevice = _ => { },
            Run = RunTraining,
            Variable = _ => null,
            RunsFolder = Path.Combine(Folder, "runs"),
            Time = new StandingTime(),
        };
        int code = new CommandLine(console, error, [TrainCommand.Create(console, train)]).Run(arguments);
        return new CliOutcome(code, Shown(console.Output), Shown(error.ToString()));
    }

    /// <summary>A measured epoch.</summary>
    public static TrainingEpoch Epoch(int epoch, double mapAtR) => new()
    {
        Epoch = epoch,
        TrackedLoss = epoch == 0 ? null : 0.5 / epoch,
        ActiveRatio = epoch == 0 ? null : 0.25,
        Train = new Dictionary<string, double>(),
        Validation = new Dictionary<string, double> { [MetricCatalog.MapAtR] = mapAtR, [MetricCatalog.RecallAt1] = 0.9 },
        ValidationLoss = 0.125,
    };

    public void Dispose() => _folder.Dispose();

    private string Shown(string text) => text.Replace(Folder, "(folder)", StringComparison.Ordinal);

    private DatasetSplit Load(string name, DatasetRequest request)
    {
        Loaded = (name, request);
        LabeledSet Part(string part, int count) => new(part, new float[count], [1], [.. Enumerable.Range(0, count).Select(item => item % 10)]);
        return new DatasetSplit("digits", Part("train", 1200), Part("test", 450), [.. Enumerable.Range(0, 10).Select(label => $"{label}")], "made up", "none", isImage: false)
        {
            Validation = HasValidation ? Part("validation", 147) : null,
        };
    }

    private TrainingSpec Specify(DatasetSplit data, TrainingChoices choices)
    {
        Choices = choices;
        Specifying(choices);
        return new TrainingSpec
        {
            Dataset = data.Name,
            DatasetSha256 = "abc",
            Losses = choices.Losses,
            Form = choices.Form,
            Net = new NetSpec { Backbone = "mlp", EmbeddingSize = 16 },
            ClassesPerBatch = 10,
            SamplesPerClass = 12,
            Optimization = choices.Optimization,
            Epochs = choices.Epochs ?? 4,
            Seed = choices.Seed,
            ChooseBy = data.Validation is null ? null : choices.ChooseBy ?? MetricCatalog.MapAtR,
            Patience = choices.Patience,
            Threads = choices.Threads ?? 2,
            Device = choices.Device,
        };
    }

    private TrainingResult RunTraining(
        TrainingSpec spec, DatasetSplit data, TrainingFolder folder, IProgress<TrainingProgress>? progress, string command, int checkpointEvery, CancellationToken cancellation)
    {
        Runs++;
        Recorded = (command, checkpointEvery);
        During(progress);
        var numbers = new Dictionary<string, double> { [MetricCatalog.MapAtR] = 0.8125, [MetricCatalog.RecallAt1] = 0.9375, [MetricCatalog.KnnAccuracy] = 0.95, [MetricCatalog.Nmi] = 0.75 };
        var result = new TrainingResult
        {
            Spec = spec,
            Dataset = new DatasetFacts { Name = data.Name, TrainItems = data.Train.Count, TestItems = data.Test.Count, ItemShape = [1], ClassNames = data.ClassNames, Source = "made up", Licence = "none" },
            ValidationItems = data.Validation?.Count ?? 0,
            Steps = 48,
            Epochs = 4,
            StoppedEarly = spec.Epochs > 4,
            Chosen = Epoch(3, 0.8),
            Numbers = numbers,
            UntrainedNet = numbers.ToDictionary(number => number.Key, number => number.Value / 2),
            RawInput = new Dictionary<string, double> { [MetricCatalog.MapAtR] = 0.5 },
        };
        JsonFile.Write(folder.Layout.ResultPath, result);
        return result;
    }

    /// <summary>Time that does not pass, so that what is shown of it is the same each time.</summary>
    private sealed class StandingTime : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
