using System.CommandLine;
using DeepMetric.Cli.Commands;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Data;
using DeepMetric.Cli.Diagnosis;
using DeepMetric.Cli.Embedding;
using DeepMetric.Cli.Evaluating;
using DeepMetric.Cli.Reporting;
using DeepMetric.Cli.Training;
using DeepMetric.Datasets;
using DeepMetric.Lab.Reports;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Tests;
using DeepMetric.Lab.Tests.Reports;
using Spectre.Console.Testing;

namespace DeepMetric.Cli.Tests;

/// <summary>The command line with parts that train nothing: a run writes the records of a made-up comparison.</summary>
internal sealed class FakeCli : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<ReportInput> _made;

    public FakeCli() => _made = new(() => FakeComparison.Create(11, armNames: Arms));

    /// <summary>The arms of the made-up comparison.</summary>
    public string[]? Arms { get; init; }

    /// <summary>The folder of this test.</summary>
    public string Folder => _folder.FolderPath;

    /// <summary>The columns of the console.</summary>
    public int Width { get; init; } = 100;

    /// <summary>The names of losses that are known.</summary>
    public string[] Losses { get; init; } = ["contrastive", "triplet"];

    /// <summary>The values of environment variables.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>What was asked for last.</summary>
    public ComparisonChoices? Choices { get; private set; }

    /// <summary>The data set asked for last, and how.</summary>
    public (string Name, DatasetRequest Request)? Loaded { get; private set; }

    /// <summary>The command that the last run recorded.</summary>
    public string? Command { get; private set; }

    /// <summary>Tells elapsed time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How often something was run.</summary>
    public int Runs { get; private set; }

    /// <summary>Happens in a run before its results are written.</summary>
    public Action<IProgress<RunEvent>?> During { get; set; } = _ => { };

    /// <summary>Happens when the choices are turned into a specification.</summary>
    public Action<ComparisonChoices> Specifying { get; set; } = _ => { };

    /// <summary>Refuses a device.</summary>
    public Action<string> RequireDevice { get; set; } = _ => { };

    /// <summary>Happens before a data set is loaded.</summary>
    public Action<string> Loading { get; set; } = _ => { };

    /// <summary>What <c>doctor</c> finds.</summary>
    public Func<IReadOnlyList<string>, DoctorReport> Examine { get; set; } = _ => throw new InvalidOperationException("No examination was expected.");

    /// <summary>What <c>embed</c> does.</summary>
    public Func<EmbeddingJob, CancellationToken, EmbeddingRecord> Embedding { get; set; } = (_, _) => throw new InvalidOperationException("No embedding was expected.");

    /// <summary>What <c>evaluate</c> does.</summary>
    public Func<EvaluationJob, CancellationToken, EvaluationResults> Evaluation { get; set; } = (_, _) => throw new InvalidOperationException("No evaluation was expected.");

    /// <summary>The records that a run writes.</summary>
    public ReportInput Records => _made.Value;

    /// <summary>Runs a command.</summary>
    public CliOutcome Run(params string[] arguments)
    {
        using var console = new TestConsole().Width(Width);
        using var error = new StringWriter();
        var compare = new CompareService
        {
            Datasets = ["digits", "synthetic", "mnist", "fashion-mnist"],
            Losses = Losses,
            Load = Load,
            Specify = Specify,
            RequireDevice = device => RequireDevice(device),
            Run = RunComparison,
            WriteReport = ReportService.Write,
            Variable = Variables.GetValueOrDefault,
            RunsFolder = Path.Combine(Folder, "runs"),
        };
        var doctor = new DoctorService { Examine = roots => Examine(roots), Variable = Variables.GetValueOrDefault };
        var train = new TrainService
        {
            Datasets = compare.Datasets,
            Losses = compare.Losses,
            Load = Load,
            Specify = (_, _) => throw new InvalidOperationException("No training was expected."),
            RequireDevice = _ => { },
            Run = (_, _, _, _, _, _, _) => throw new InvalidOperationException("No training was expected."),
        };
        var embed = new EmbedService { Datasets = compare.Datasets, Run = (job, _, cancellation) => Embedding(job, cancellation), Variable = Variables.GetValueOrDefault, Time = Time };
        var evaluate = new EvaluateService { Datasets = compare.Datasets, Run = (job, _, cancellation) => Evaluation(job, cancellation), Variable = Variables.GetValueOrDefault };
        Command[] verbs =
        [
            CompareCommand.Create(console, compare),
            TrainCommand.Create(console, train),
            EvaluateCommand.Create(console, evaluate),
            EmbedCommand.Create(console, embed),
            DataCommand.Create(console, new DataService { Variable = Variables.GetValueOrDefault }),
            ListCommand.Create(console),
            ExplainCommand.Create(console),
            ReportCommand.Create(console, ReportService.Render),
            DoctorCommand.Create(console, doctor),
        ];
        int code = new CommandLine(console, error, verbs).Run(arguments);
        return new CliOutcome(code, Shown(console.Output), Shown(error.ToString()));
    }

    public void Dispose() => _folder.Dispose();

    private string Shown(string text) => text.Replace(Folder, "(folder)", StringComparison.Ordinal);

    private DatasetSplit Load(string name, DatasetRequest request)
    {
        Loading(name);
        Loaded = (name, request);
        return new DatasetSplit(
            name,
            new LabeledSet("train", new float[1347], [1], [.. Enumerable.Range(0, 1347).Select(item => item % 10)]),
            new LabeledSet("test", new float[450], [1], [.. Enumerable.Range(0, 450).Select(item => item % 10)]),
            Records.Results.Dataset.ClassNames,
            "made up",
            "none",
            isImage: false);
    }

    private ComparisonSpec Specify(DatasetSplit data, ComparisonChoices choices)
    {
        Choices = choices;
        Specifying(choices);
        ComparisonSpec spec = Records.Results.Spec;
        return spec with { Dataset = data.Name, Optimization = choices.Optimization };
    }

    private ComparisonResults RunComparison(
        ComparisonSpec spec, DatasetSplit data, RunFolder folder, IProgress<RunEvent>? progress, string command, CancellationToken cancellation)
    {
        Runs++;
        Command = command;
        During(progress);
        foreach (UnitResult unit in Records.Results.Units)
        {
            UnitLayout layout = folder.Layout.Unit(unit.Key);
            layout.CreateFolder();
            WriteLines(layout.StepsPath, Records.Steps[unit.Key].Take(2));
            WriteLines(layout.EpochsPath, Records.Epochs[unit.Key]);
        }

        JsonFile.Write(folder.Layout.TimingsPath, new Timings { Units = [], BaselineSeconds = 65, TotalSeconds = 70 });
        JsonFile.Write(folder.Layout.ResultsPath, Records.Results);
        return Records.Results;
    }

    private static void WriteLines<T>(string path, IEnumerable<T> records)
    {
        using JsonLinesWriter<T> lines = JsonLines.Append<T>(path);
        foreach (T record in records)
        {
            lines.Append(record);
        }
    }
}

/// <summary>What a command did; the test's own folder reads <c>(folder)</c>.</summary>
internal sealed record CliOutcome(int Code, string Output, string Error);
