using System.CommandLine;
using DeepMetric.Cli.Evaluating;
using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;

namespace DeepMetric.Cli.Commands;

/// <summary>The options of <c>evaluate</c> and what they ask for.</summary>
internal sealed class EvaluateOptions
{
    private const string Train = "train";

    private readonly DatasetOptions _data;
    private readonly Option<string?> _model = new("--model") { Description = "The folder of a trained model.", HelpName = "DIR" };
    private readonly Option<string?> _embeddings = OptionValues.File("--embeddings", "A file of embeddings in place of a model: .npy, .csv or .parquet.");
    private readonly Option<string?> _labels = OptionValues.File("--labels", "The labels of the embeddings: .npy, a table with a column label, or a text file. [default: in the file or beside it]");
    private readonly Option<string> _part = OptionValues.OneOf("--part", "Which items: test, validation or train.", ["test", "validation", Train]);
    private readonly Option<string?> _reference = OptionValues.Checked(
        "--reference",
        "train|FILE",
        "What classifiers are trained on: the data set's training part, or a file of embeddings. [default: train with --model]",
        text => text == Train || File.Exists(text),
        text => text.Contains('.', StringComparison.Ordinal),
        "train or an existing file",
        [Train]);

    private readonly Option<string> _search = OptionValues.OneOf("--search", "What queries search: others (each other, or the set's gallery) or reference.", ["others", "reference"]);
    private readonly Option<bool> _perClass = new("--per-class") { Description = "List every class, the worst first." };
    private readonly Option<string?> _classes = new("--classes") { Description = "Write every class's numbers to this file, as CSV.", HelpName = "FILE" };
    private readonly Option<string> _intervals = OptionValues.OneOf("--intervals", "95 % bootstrap intervals over queries or over classes.", ["none", "queries", "classes"]);
    private readonly Option<string> _baseline = OptionValues.OneOf("--baseline", "The raw input's numbers beside the model's: auto (up to 20,000 items, where cheap), on or off.", ["auto", "on", "off"]);
    private readonly Option<int?> _batch = OptionValues.WholeNumber("--batch", 1, "Items computed at once. [default: by their size]");
    private readonly Option<int?> _threads = OptionValues.WholeNumber("--threads", 1, "Threads. [default: one per core]");
    private readonly Option<string> _device = OptionValues.OneOf("--device", "Where to compute: cpu or cuda.", ["cpu", "cuda"]);
    private readonly Option<string?> _out = new("--out") { Description = "Write the results to this file, as JSON.", HelpName = "FILE" };
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object and nothing else." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Leave the progress out." };

    /// <summary>Makes the options.</summary>
    /// <param name="datasets">The names of the data sets.</param>
    public EvaluateOptions(IReadOnlyList<string> datasets)
    {
        _data = new DatasetOptions(datasets, hasDefault: false);
    }

    /// <summary>Adds the options to the verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])
        [
            _model, _embeddings, _labels, .. _data.ChoosingItems, _data.Leaks, _part, _reference, _search, _perClass, _intervals, _baseline,
            .. _data.ReadingFiles, _batch, _threads, _device, _out, _classes, _json, _quiet,
        ])
        {
            command.Add(option);
        }
    }

    /// <summary>What a command asks for.</summary>
    /// <param name="parsed">The command, without errors.</param>
    /// <param name="service">Knows the environment.</param>
    public EvaluateRequest Read(ParseResult parsed, EvaluateService service)
    {
        string? reference = parsed.GetValue(_reference);
        var job = new EvaluationJob
        {
            ModelFolder = parsed.GetValue(_model),
            EmbeddingsFile = parsed.GetValue(_embeddings),
            Dataset = _data.NameIfAny(parsed),
            Data = _data.Read(parsed, service.Variable) with { LabelFile = parsed.GetValue(_labels) },
            Part = parsed.GetRequiredValue(_part) switch { Train => ItemPart.Train, "validation" => ItemPart.Validation, _ => ItemPart.Test },
            ReferenceFile = reference == Train ? null : reference,
            SearchesReference = parsed.GetRequiredValue(_search) == "reference",
            Intervals = parsed.GetRequiredValue(_intervals) switch { "queries" => BootstrapUnit.Queries, "classes" => BootstrapUnit.Classes, _ => null },
            Baseline = parsed.GetRequiredValue(_baseline) switch { "on" => true, "off" => false, _ => null },
            BatchSize = parsed.GetValue(_batch),
            Threads = parsed.GetValue(_threads),
            Device = parsed.GetRequiredValue(_device),
        };
        return new EvaluateRequest(job, parsed.GetValue(_out), parsed.GetValue(_classes), parsed.GetValue(_perClass), parsed.GetValue(_json), parsed.GetValue(_quiet));
    }
}
