using DeepMetric.Cli;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Diagnosis;
using DeepMetric.Cli.Embedding;
using DeepMetric.Cli.Evaluating;
using DeepMetric.Cli.Reporting;
using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;
using DeepMetric.Losses;

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
var embed = new EmbedService { Datasets = compare.Datasets, Run = (job, progress, cancellation) => EmbeddingRun.Run(job, progress, cancellation), Program = compare.Program };
var evaluate = new EvaluateService { Datasets = compare.Datasets, Run = (job, progress, cancellation) => EvaluationRun.Run(job, progress, cancellation) };
var doctor = new DoctorService { Examine = SystemExamination.Examine };
return new CommandLine(ProcessConsole.Create(), Console.Error, compare, ReportService.Render, doctor) { Embed = embed, Evaluate = evaluate }.Run(args);
