using System.CommandLine;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Embedding;
using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;

namespace DeepMetric.Cli.Commands;

/// <summary>The options of <c>embed</c> and what they ask for.</summary>
internal sealed class EmbedOptions
{
    private static readonly string[] _parts = ["all", "train", "validation", "test"];

    private readonly DatasetOptions _data;
    private readonly Argument<string[]> _files = new("FILE") { Description = "Image files, in place of a data set.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string> _model = new("--model") { Description = "The folder of a trained model.", HelpName = "DIR", Required = true };
    private readonly Option<string> _part = OptionValues.OneOf("--part", "Which items: all, train, validation or test.", _parts);
    private readonly Option<string> _out = new("--out") { Description = "The file that is written: .npy (with a table of names and labels beside it), .csv or .parquet.", HelpName = "FILE", Required = true };
    private readonly Option<bool> _skipBroken = new("--skip-broken") { Description = "Leave out images that cannot be read, and list them; without it the first one ends the run." };
    private readonly Option<int?> _batch = OptionValues.WholeNumber("--batch", 1, "Items computed at once. [default: by their size]");
    private readonly Option<int?> _threads = OptionValues.WholeNumber("--threads", 1, "Threads. [default: one per core]");
    private readonly Option<string> _device = OptionValues.OneOf("--device", "Where to compute: cpu or cuda.", ["cpu", "cuda"]);
    private readonly Option<bool> _resume = new(EmbedRequest.Resume) { Description = "Go on with what an interrupted run left; without such, begin." };
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object and nothing else: the record, with the paths of the files before it." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Leave the progress out." };

    /// <summary>Makes the options.</summary>
    /// <param name="datasets">The names of the data sets.</param>
    public EmbedOptions(IReadOnlyList<string> datasets)
    {
        _data = new DatasetOptions(datasets, hasDefault: false);
    }

    private IEnumerable<Option> All =>
        [_model, _out, .. _data.ChoosingItems, _part, _skipBroken, _batch, _threads, _device, _resume, _json, _quiet];

    /// <summary>Adds the options to the verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        command.Add(_files);
        foreach (Option option in All)
        {
            command.Add(option);
        }

        _files.Validators.Add(result =>
        {
            if (result.Tokens.Select(token => token.Value).FirstOrDefault(file => !File.Exists(file)) is string stranger)
            {
                string hint = Directory.Exists(stranger) ? " A folder is given by --dataset."
                    : Suggestion.For(stranger, All.Select(option => option.Name)) is string near ? $" Did you mean {near}?"
                    : string.Empty;
                result.AddError($"expected an existing image file or an option of {command.Name}, found '{stranger}'.{hint}");
            }
        });
        _out.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string path }] && !EmbeddingWriter.Takes(path))
            {
                result.AddError($"--out: expected a file name that ends in .npy, .csv or .parquet, found '{path}'.");
            }
        });
    }

    /// <summary>What a command asks for.</summary>
    /// <param name="parsed">The command, without errors.</param>
    /// <param name="service">Knows the environment.</param>
    public EmbedRequest Read(ParseResult parsed, EmbedService service)
    {
        int part = Array.IndexOf(_parts, parsed.GetRequiredValue(_part));
        var job = new EmbeddingJob
        {
            ModelFolder = parsed.GetRequiredValue(_model),
            Dataset = _data.NameIfAny(parsed),
            Files = parsed.GetValue(_files) ?? [],
            Data = _data.Read(parsed, service.Variable),
            Part = part switch { 1 => ItemPart.Train, 2 => ItemPart.Validation, 3 => ItemPart.Test, _ => null },
            OutputPath = parsed.GetRequiredValue(_out),
            SkipBroken = parsed.GetValue(_skipBroken),
            BatchSize = parsed.GetValue(_batch),
            Threads = parsed.GetValue(_threads),
            Device = parsed.GetRequiredValue(_device),
            Resume = parsed.GetValue(_resume),
        };
        return new EmbedRequest(job, GivenCommand.Of(service.Program, parsed.CommandResult), parsed.GetValue(_json), parsed.GetValue(_quiet));
    }
}
