using System.CommandLine;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Training;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Losses;

namespace DeepMetric.Cli.Commands;

/// <summary>The options of <c>train</c> and what they ask for.</summary>
internal sealed class TrainOptions
{
    private const string MarginName = "--margin";

    private readonly DatasetOptions _data;
    private readonly NetOptions _net = new();
    private readonly OptimizationOptions _optimization = new();
    private readonly Option<IReadOnlyList<LossPartSpec>?> _loss;
    private readonly LossOptions _lossOptions;
    private readonly Option<Dictionary<string, double>> _margins;
    private readonly Option<string> _form = OptionValues.OneOf("--form", "The form of the losses: author-code, paper or pml.", [FormNames.AuthorCode, FormNames.Paper, FormNames.Pml]);
    private readonly Option<int?> _epochs = OptionValues.WholeNumber("--epochs", 1, "Passes over the training items. [default: by data set]");
    private readonly Option<int?> _classesPerBatch = OptionValues.WholeNumber(
        "--classes-per-batch", 2, "Classes per batch. [default: 10, or as many as there are]", "a batch needs negative pairs");
    private readonly Option<int?> _samplesPerClass = OptionValues.WholeNumber(
        "--samples-per-class", 2, "Samples per class and batch. [default: by data set]", "a batch needs positive pairs");
    private readonly Option<int?> _seed = OptionValues.WholeNumber("--seed", 0, "The seed of weights, batches and variations. [default: 1]");
    private readonly Option<string?> _chooseBy = OptionValues.Metric(
        "--choose-by", "The validation number that the best epoch is kept by, such as map@r, recall@1 or loss. [default: map@r where there are validation items, else the last epoch]", BestEpoch.Choices);
    private readonly Option<int?> _patience = OptionValues.WholeNumber("--patience", 1, "Stop after so many epochs without a better one. [default: never]");
    private readonly Option<int?> _checkpointEvery = OptionValues.WholeNumber("--checkpoint-every", 1, "Epochs from one checkpoint to the next; Ctrl-C makes one too. [default: 1]");
    private readonly Option<int?> _threads = OptionValues.WholeNumber("--threads", 1, "Threads. [default: one per core]");
    private readonly Option<string> _device = OptionValues.OneOf("--device", "Where to train: cpu or cuda.", ["cpu", "cuda"]);
    private readonly Option<string?> _out = new(CompareOptionNames.Out) { Description = "The folder of the run; the model goes into its folder model. [default: runs/train-<dataset>, or the next free -2, -3, …]", HelpName = "DIR" };
    private readonly Option<bool> _resume = new(CompareOptionNames.Resume) { Description = "Go on with the run in the folder; a new folder starts one, a finished run is shown again." };
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object and nothing else: result.json with runFolder and model added." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Leave the progress out." };

    /// <summary>Makes the options.</summary>
    /// <param name="service">Knows the names of data sets and losses.</param>
    public TrainOptions(TrainService service)
    {
        _data = new DatasetOptions(service.Datasets);
        _loss = OptionValues.Mixture(
            "--loss", $"The loss: {string.Join(", ", service.Losses)}; or a weighted sum such as 'triplet+0.5*contrastive'. [default: triplet]", service.Losses);
        _lossOptions = new LossOptions(service.Losses);
        _margins = OptionValues.NamedNumbers(MarginName, "A loss's margin, such as triplet=0.5; may be given several times. [default: by form]", service.Losses);
    }

    private IEnumerable<Option> All =>
    [
        .. _data.All, _loss, _margins, .. _lossOptions.All, _form, _epochs, _classesPerBatch, _samplesPerClass, _seed, .. _net.All, .. _optimization.All,
        _chooseBy, _patience, _checkpointEvery, _threads, _device, _out, _resume, _json, _quiet,
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
    public TrainRequest Read(ParseResult parsed, TrainService service)
    {
        var defaults = new TrainingChoices();
        IReadOnlyList<LossPartSpec> losses = parsed.GetValue(_loss) ?? defaults.Losses;
        Dictionary<string, double> margins = parsed.GetValue(_margins) ?? [];
        if (margins.Keys.FirstOrDefault(name => losses.All(part => part.Loss != name)) is string unused)
        {
            throw new UsageException($"{MarginName}: expected a name out of the losses trained with, {string.Join(", ", losses.Select(part => part.Loss))}, found '{unused}'.");
        }

        return new TrainRequest
        {
            Dataset = _data.Name(parsed),
            Data = _data.Read(parsed, service.Variable),
            Choices = new TrainingChoices
            {
                Losses = losses,
                Margins = margins,
                LossOptions = _lossOptions.Read(parsed, [.. losses.Select(part => part.Loss)], margins, [FormNames.Parse(parsed.GetRequiredValue(_form))]),
                Form = parsed.GetRequiredValue(_form),
                Epochs = parsed.GetValue(_epochs),
                ClassesPerBatch = parsed.GetValue(_classesPerBatch),
                SamplesPerClass = parsed.GetValue(_samplesPerClass),
                Net = _net.Read(parsed),
                Optimization = _optimization.Read(parsed),
                Seed = parsed.GetValue(_seed) ?? defaults.Seed,
                ChooseBy = parsed.GetValue(_chooseBy),
                Patience = parsed.GetValue(_patience),
                Threads = parsed.GetValue(_threads),
                Device = parsed.GetRequiredValue(_device),
            },
            CheckpointEvery = parsed.GetValue(_checkpointEvery) ?? 1,
            Out = parsed.GetValue(_out),
            Resume = parsed.GetValue(_resume),
            Json = parsed.GetValue(_json),
            Quiet = parsed.GetValue(_quiet),
            Command = GivenCommand.Of(service.Program, parsed.CommandResult),
        };
    }
}
