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

// Everything that needs libtorch stands inside a lambda: help, refusals and reports answer without loading it.
var compare = new CompareService
{
    Datasets = DatasetCatalog.Names,
    Losses = LossCatalog.Names,
    Load = (name, request) => DatasetCatalog.Load(name, request),
    Specify = ComparisonDefaults.Create,
    RequireDevice = TrainingDevice.Require,
    Run = (spec, data, folder, progress, command, cancellation) => ComparisonRunner.Run(spec, data, folder, progress, command, cancellation),
    WriteReport = ReportService.Write,
    Program = ProgramName.Of(Environment.ProcessPath, typeof(CommandLine).Assembly.Location, Environment.CurrentDirectory),
};
var train = new TrainService
{
    Datasets = compare.Datasets,
    Losses = compare.Losses,
    Load = compare.Load,
    Specify = TrainingDefaults.Create,
    RequireDevice = compare.RequireDevice,
    Run = (spec, data, folder, progress, command, every, cancellation) => TrainingRunner.Run(spec, data, folder, progress, command, every, cancellation),
    Program = compare.Program,
};
var embed = new EmbedService { Datasets = compare.Datasets, Run = (job, progress, cancellation) => EmbeddingRun.Run(job, progress, cancellation), Program = compare.Program };
var evaluate = new EvaluateService { Datasets = compare.Datasets, Run = (job, progress, cancellation) => EvaluationRun.Run(job, progress, cancellation) };
var lab = new StudyService
{
    Load = compare.Load,
    RequireDevice = compare.RequireDevice,
    Program = ProgramName.Arguments(Environment.ProcessPath, typeof(CommandLine).Assembly.Location),
};
var doctor = new DoctorService { Examine = SystemExamination.Examine };
var data = new DataService { Program = compare.Program };
IAnsiConsole console = ProcessConsole.Create();
return new CommandLine(
    console,
    Console.Error,
    [
        CompareCommand.Create(console, compare),
        TrainCommand.Create(console, train),
        EvaluateCommand.Create(console, evaluate),
        EmbedCommand.Create(console, embed),
        DataCommand.Create(console, data),
        ListCommand.Create(console),
        ExplainCommand.Create(console),
        ReportCommand.Create(console, ReportService.Render),
        RecommendCommand.Create(console, lab, compare.Datasets, compare.Losses),
        LabCommand.Create(console, lab),
        DoctorCommand.Create(console, doctor),
    ]).Run(args);
