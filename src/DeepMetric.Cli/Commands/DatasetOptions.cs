using System.CommandLine;
using DeepMetric.Cli.Comparing;
using DeepMetric.Datasets;

namespace DeepMetric.Cli.Commands;

/// <summary>The options that choose a data set, its split and how its images are read.</summary>
internal sealed class DatasetOptions
{
    private static readonly string[] _augmentations = ["auto", "none", "pad-crop", "resized-crop"];
    private static readonly string[] _leakPolicies = ["refuse", "drop", "allow"];

    private readonly Option<string?> _dataset;
    private readonly Option<string[]> _dataRoots = OptionValues.Folders(
        DataRoots.Option, $"A folder that holds one folder per data set; may be given several times. [default: {DataRoots.Variable}]");
    private readonly Option<string?> _split = OptionValues.Checked(
        "--split",
        "KIND|FILE",
        "Which items are tested on: official, closed-set (every class in both parts), class-disjoint (half of the classes), or a file of 'data split'. [default: as the field does with the data set]",
        text => text != SplitKinds.NameOf(SplitKind.File) && (SplitKinds.Names.Contains(text) || File.Exists(text)),
        text => text.Contains('.', StringComparison.Ordinal),
        "official, closed-set, class-disjoint or an existing file",
        [.. SplitKinds.Names.Where(name => name != SplitKinds.NameOf(SplitKind.File))]);

    private readonly Option<int?> _splitSeed = OptionValues.WholeNumber("--split-seed", 0, "The seed of the split's draws. [default: 0; class-disjoint splits follow the order of labels]");
    private readonly Option<double?> _testShare = OptionValues.Share("--test-share", "The share of each class to test on, in a closed-set split. [default: 0.2]");
    private readonly Option<double?> _validationShare = OptionValues.Share("--validation-share", "The share of the training items, or of the training classes of a class-disjoint split, to choose by. [default: 0]");
    private readonly Option<int?> _folds = OptionValues.WholeNumber("--folds", 2, "Divide the training classes into so many folds and choose by one of them.");
    private readonly Option<int?> _fold = OptionValues.WholeNumber("--fold", 1, "The fold to choose by. [default: 1]");
    private readonly Option<string> _leaks = OptionValues.OneOf(
        "--leaks", "What happens to test items whose content is in training too: refuse (an official split keeps them and says so), drop or allow.", _leakPolicies);

    private readonly Option<int?> _imageSize = OptionValues.WholeNumber("--image-size", 4, "Pixels of each side of an image. [default: 64, or the images' own size where all are small, square and equal]");
    private readonly Option<bool> _grey = new("--grey") { Description = "Read images as grey values." };
    private readonly Option<bool> _cropToBox = new("--crop-to-box") { Description = "Cut images to the box of their object, where they have one." };
    private readonly Option<string> _augment = OptionValues.OneOf("--augment", "How images are varied in training: auto, none, pad-crop (small images) or resized-crop (photographs).", _augmentations);
    private readonly Option<double?> _colorJitter = OptionValues.Share("--color-jitter", "Strength of random changes of brightness, contrast and saturation. [default: 0]");
    private readonly Option<bool> _skipBroken = new("--skip-broken") { Description = "Leave out images that cannot be read, and count them; without it the first one ends the run." };
    private readonly Option<string?> _imageCache = new("--image-cache") { Description = "Keep decoded images in a file of this folder.", HelpName = "DIR" };

    /// <summary>Makes the options.</summary>
    /// <param name="names">The names of the data sets; the first is the default where one is not required.</param>
    /// <param name="isRequired">Whether the data set has to be named.</param>
    /// <param name="hasDefault">Whether the first data set is taken where none is named.</param>
    public DatasetOptions(IReadOnlyList<string> names, bool isRequired = false, bool hasDefault = true)
    {
        _dataset = NameOrPath(names);
        _dataset.Required = isRequired;
        if (!isRequired && hasDefault)
        {
            _dataset.DefaultValueFactory = _ => names[0];
        }
    }

    /// <summary>The option that names a data set.</summary>
    /// <param name="names">The names of the data sets.</param>
    public static Option<string?> NameOrPath(IReadOnlyList<string> names) => OptionValues.Checked(
        "--dataset",
        "NAME|PATH",
        $"The data set: {string.Join(", ", names)}; or a folder of images (class/file), a table of images (.csv, .parquet) or vectors (.npy, .csv, .parquet).",
        text => names.Contains(text) || Directory.Exists(text) || File.Exists(text),
        text => text.Contains('/', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal) || text.Contains('.', StringComparison.Ordinal),
        $"one of {string.Join(", ", names)}, or an existing folder or file",
        names,
        $" Try --dataset {names[0]}, which needs no files.");

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All =>
    [
        _dataset, _dataRoots, _split, _splitSeed, _testShare, _validationShare, _folds, _fold, _leaks,
        _imageSize, _grey, _cropToBox, _augment, _colorJitter, _skipBroken, _imageCache,
    ];

    /// <summary>The options that say which items there are, for a command whose images are read as a model says.</summary>
    public IEnumerable<Option> ChoosingItems => [_dataset, _dataRoots, _split, _splitSeed, _testShare, _validationShare, _folds, _fold];

    /// <summary>The option that says what happens to test items that are in training too.</summary>
    public Option Leaks => _leaks;

    /// <summary>The options of reading images that do not change what a model sees.</summary>
    public IEnumerable<Option> ReadingFiles => [_skipBroken, _imageCache];

    /// <summary>The data set's name or path; null where none was named and there is no default.</summary>
    /// <param name="parsed">The command, without errors.</param>
    public string? NameIfAny(ParseResult parsed) => parsed.GetValue(_dataset);

    /// <summary>The data set's name or path.</summary>
    /// <param name="parsed">The command, without errors.</param>
    public string Name(ParseResult parsed) => parsed.GetValue(_dataset)!;

    /// <summary>Where it lies and how it is read.</summary>
    /// <param name="parsed">The command, without errors.</param>
    /// <param name="variable">The value of an environment variable, or null.</param>
    public DatasetRequest Read(ParseResult parsed, Func<string, string?> variable) => new()
    {
        DataRoots = DataRoots.Of(parsed.GetValue(_dataRoots), variable),
        Split = SplitOf(parsed),
        Images = new ImageLoading
        {
            Size = parsed.GetValue(_imageSize),
            Channels = parsed.GetValue(_grey) ? 1 : null,
            CropToBox = parsed.GetValue(_cropToBox),
            Augmentation = parsed.GetValue(_augment) switch
            {
                "none" => Augmentation.None,
                "pad-crop" => Augmentation.PadAndCrop,
                "resized-crop" => Augmentation.ResizedCrop,
                _ => null,
            },
            ColorJitter = parsed.GetValue(_colorJitter) ?? 0,
            SkipBroken = parsed.GetValue(_skipBroken),
            CacheFolder = parsed.GetValue(_imageCache),
        },
    };

    private SplitChoice? SplitOf(ParseResult parsed)
    {
        string? split = parsed.GetValue(_split);
        bool isKind = SplitKinds.TryParse(split, out SplitKind kind);
        var choice = new SplitChoice
        {
            Kind = isKind ? kind : null,
            File = split is not null && !isKind ? split : null,
            Seed = parsed.GetValue(_splitSeed),
            TestShare = parsed.GetValue(_testShare) ?? new SplitChoice().TestShare,
            ValidationShare = parsed.GetValue(_validationShare) ?? 0,
            Folds = parsed.GetValue(_folds),
            Fold = parsed.GetValue(_fold) ?? 1,
            Leaks = (LeakPolicy)Array.IndexOf(_leakPolicies, parsed.GetValue(_leaks) ?? _leakPolicies[0]),
        };
        return choice == new SplitChoice() ? null : choice;
    }
}
