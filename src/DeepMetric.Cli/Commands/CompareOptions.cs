using System.CommandLine;
using DeepMetric.Cli.Comparing;
using DeepMetric.Lab.Runner;
using DeepMetric.Losses;

namespace DeepMetric.Cli.Commands;

/// <summary>The options of <c>compare</c> and what they ask for.</summary>
internal sealed class CompareOptions
{
    private const string MarginName = "--margin";

    private readonly DatasetOptions _data;
    private readonly NetOptions _net = new();
    private readonly OptimizationOptions _optimization = new();
    private readonly Option<string[]?> _losses;
    private readonly Option<int?> _seeds = OptionValues.WholeNumber("--seeds", 1, "Seeds per loss; runs are paired by seed. A test needs 3. [default: 5]");
    private readonly Option<int?> _epochs = OptionValues.WholeNumber("--epochs", 1, "Passes over the training items. [default: by data set]");
    private readonly Option<int?> _classesPerBatch = OptionValues.WholeNumber(
        "--classes-per-batch", 2, "Classes per batch. [default: 10, or as many as there are]", "a batch needs negative pairs");
    private readonly Option<int?> _samplesPerClass = OptionValues.WholeNumber(
        "--samples-per-class", 2, "Samples per class and batch. [default: by data set]", "a batch needs positive pairs");
    private readonly LossOptions _lossOptions;
    private readonly Option<Dictionary<string, double>> _margins;
    private readonly Option<string[]?> _forms = OptionValues.ListOf(
        "--forms", "The forms of the losses: author-code (the main experiment) and paper (a shorter one). [default: author-code,paper]", [FormNames.AuthorCode, FormNames.Paper]);

    private readonly Option<int?> _threads = OptionValues.WholeNumber("--threads", 1, "Threads. [default: one per core]");
    private readonly Option<string> _device = OptionValues.OneOf("--device", "Where to train: cpu or cuda.", ["cpu", "cuda"]);
    private readonly Option<string> _shuffleLabels = OptionValues.OneOf(
        "--shuffle-labels", "A canary: permute the training labels (train) or those of test items too (all).", ["none", "train", "all"]);
    private readonly Option<string?> _out = new(CompareOptionNames.Out) { Description = "The run folder itself. [default: runs/<dataset>, or the next free runs/<dataset>-2, -3, …]", HelpName = "DIR" };
    private readonly Option<bool> _resume = new(CompareOptionNames.Resume) { Description = "Go on with the run in the folder; a new folder starts one, a finished run is shown again." };
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object and nothing else: results.json with runFolder and report added." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Leave the progress out." };

    /// <summary>Makes the options.</summary>
    /// <param name="service">Knows the names of data sets and losses.</param>
    public CompareOptions(CompareService service)
    {
        _data = new DatasetOptions(service.Datasets);
        _losses = OptionValues.ListOf("--losses", $"The losses: {string.Join(", ", service.Losses)}. [default: contrastive,triplet]", service.Losses);
        _lossOptions = new LossOptions(service.Losses);
        _margins = OptionValues.NamedNumbers(MarginName, "A loss's margin, such as triplet=0.5; may be given several times. [default: 1]", service.Losses);
    }

    private IEnumerable<Option> All =>
    [
        .. _data.All, _losses, _seeds, _epochs, _classesPerBatch, _samplesPerClass, .. _net.All, .. _optimization.All, _margins, .. _lossOptions.All, _forms, _threads,
        _device, _shuffleLabels, _out, _resume, _json, _quiet,
    ];

    /// <summary>Adds the options to the verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Add(option);
        }

        _out.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
            {
                result.AddError($"{CompareOptionNames.Out}: expected a folder, found ''.");
            }
        });
    }

    /// <summary>What a command asks for.</summary>
    /// <param name="parsed">The command, without errors.</param>
    /// <param name="service">Knows the environment.</param>
    /// <exception cref="UsageException">Options do not fit each other.</exception>
    public CompareRequest Read(ParseResult parsed, CompareService service)
    {
        string[] losses = parsed.GetValue(_losses) is { Length: > 0 } given ? given : [.. new ComparisonChoices().Losses];
        Dictionary<string, double> margins = parsed.GetValue(_margins) ?? [];
        return margins.Keys.FirstOrDefault(name => !losses.Contains(name)) is string unused
            ? throw new UsageException($"{MarginName}: expected a name out of the losses compared, {string.Join(", ", losses)}, found '{unused}'.")
            : Read(parsed, service, losses, margins);
    }

    private CompareRequest Read(ParseResult parsed, CompareService service, string[] losses, Dictionary<string, double> margins) => new()
    {
        Dataset = _data.Name(parsed),
        Data = _data.Read(parsed, service.Variable),
        Choices = new ComparisonChoices
        {
            Losses = losses,
            Seeds = parsed.GetValue(_seeds) ?? new ComparisonChoices().Seeds,
            Epochs = parsed.GetValue(_epochs),
            ClassesPerBatch = parsed.GetValue(_classesPerBatch),
            SamplesPerClass = parsed.GetValue(_samplesPerClass),
            Net = _net.Read(parsed),
            Optimization = _optimization.Read(parsed),
            Margins = margins,
            LossOptions = _lossOptions.Read(parsed, losses, margins, [LossForm.AuthorCode, LossForm.Paper]),
            Forms = parsed.GetValue(_forms) is { Length: > 0 } forms ? forms : new ComparisonChoices().Forms,
            Threads = parsed.GetValue(_threads),
            Device = parsed.GetRequiredValue(_device),
            ShuffledLabels = parsed.GetRequiredValue(_shuffleLabels),
        },
        Out = parsed.GetValue(_out),
        Resume = parsed.GetValue(_resume),
        Json = parsed.GetValue(_json),
        Quiet = parsed.GetValue(_quiet),
        Command = GivenCommand.Of(service.Program, parsed.CommandResult),
    };
}
