using DeepMetric.Cli;
using DeepMetric.Cli.Commands;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Data;
using DeepMetric.Cli.Diagnosis;
using DeepMetric.Cli.Embedding;
using DeepMetric.Cli.Evaluating;
using DeepMetric.Cli.Reporting;
using DeepMetric.Cli.Studying;
using DeepMetric.Cli.Training;
using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;
using DeepMetric.Losses;
using Spectre.Console;

// Everything that needs libtorch stands inside a lambda: help, refusals and reports answer without loading it. So do the verbs, of which a command needs one.
IAnsiConsole console = ProcessConsole.Create();
var program = new Lazy<string>(() => ProgramName.Of(Environment.ProcessPath, typeof(CommandLine).Assembly.Location, Environment.CurrentDirectory));
Verb[] verbs =
[
    new("compare", () => CompareCommand.Create(console, new CompareService
    {
        Datasets = DatasetCatalog.Names,
        Losses = LossCatalog.Names,
        Load = (name, request) => DatasetCatalog.Load(name, request),
        Specify = ComparisonDefaults.Create,
        RequireDevice = TrainingDevice.Require,
        Run = (spec, data, folder, progress, command, cancellation) => ComparisonRunner.Run(spec, data, folder, progress, command, cancellation),
        WriteReport = ReportService.Write,
        Program = program.Value,
    })),
    new("train", () => TrainCommand.Create(console, new TrainService
    {
        Datasets = DatasetCatalog.Names,
        Losses = LossCatalog.Names,
        Load = (name, request) => DatasetCatalog.Load(name, request),
        Specify = TrainingDefaults.Create,
        RequireDevice = TrainingDevice.Require,
        Run = (spec, data, folder, progress, command, every, cancellation) => TrainingRunner.Run(spec, data, folder, progress, command, every, cancellation),
        Program = program.Value,
    })),
    new("evaluate", () => EvaluateCommand.Create(console, new EvaluateService { Datasets = DatasetCatalog.Names, Run = (job, progress, cancellation) => EvaluationRun.Run(job, progress, cancellation) })),
    new("embed", () => EmbedCommand.Create(
        console, new EmbedService { Datasets = DatasetCatalog.Names, Run = (job, progress, cancellation) => EmbeddingRun.Run(job, progress, cancellation), Program = program.Value })),
    new("data", () => DataCommand.Create(console, new DataService { Program = program.Value })),
    new("list", () => ListCommand.Create(console)),
    new("explain", () => ExplainCommand.Create(console)),
    new("report", () => ReportCommand.Create(console, ReportService.Render)),
    new("recommend", () => RecommendCommand.Create(console, Lab(), DatasetCatalog.Names, LossCatalog.Names)),
    new("lab", () => LabCommand.Create(console, Lab())),
    new("doctor", () => DoctorCommand.Create(console, new DoctorService { Examine = SystemExamination.Examine })),
];
return new CommandLine(console, Console.Error, Verb.Needed(verbs, args)).Run(args);

static StudyService Lab() => new()
{
    Load = (name, request) => DatasetCatalog.Load(name, request),
    RequireDevice = TrainingDevice.Require,
    Program = ProgramName.Arguments(Environment.ProcessPath, typeof(CommandLine).Assembly.Location),
};
