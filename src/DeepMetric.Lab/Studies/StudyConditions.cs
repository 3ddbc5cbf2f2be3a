namespace DeepMetric.Lab.Studies;

/// <summary>How options are searched: equally many trials per arm, judged on items that are neither trained on nor tested on.</summary>
public sealed record StudyTuning
{
    /// <summary>Trials per arm and data set.</summary>
    /// <value>Default 8.</value>
    public int Trials { get; init; } = 8;

    /// <summary>How trials are proposed.</summary>
    /// <value>Default by tree-structured Parzen estimates.</value>
    public SearchKind Search { get; init; } = SearchKind.Tpe;

    /// <summary>The metric that trials are judged by, on the items to choose by.</summary>
    /// <value>Default <c>map-at-r</c>.</value>
    public string Metric { get; init; } = "map-at-r";

    /// <summary>Which items are set aside to choose by.</summary>
    /// <value>Default those of training.</value>
    public SelectionItems SelectOn { get; init; } = SelectionItems.Validation;

    /// <summary>The share of training items, or classes where test classes are others, that is set aside in trials.</summary>
    /// <value>Default 0.2.</value>
    public double ValidationShare { get; init; } = 0.2;

    /// <summary>Epochs of a trial; null for as many as a final training has.</summary>
    public int? Epochs { get; init; }
}

/// <summary>How trials are proposed.</summary>
public enum SearchKind
{
    /// <summary>Each at random.</summary>
    Random,

    /// <summary>By tree-structured Parzen estimates of the trials before.</summary>
    Tpe,
}

/// <summary>Which items choose among trials.</summary>
public enum SelectionItems
{
    /// <summary>Items of training that are set aside.</summary>
    Validation,

    /// <summary>Test items: a study that says so is refused, because its result would be chosen by what it is tested on.</summary>
    Test,
}

/// <summary>How margins are matched.</summary>
public sealed record StudyMarginMatching
{
    /// <summary>The arm whose margin stays as it is; null for the first.</summary>
    public string? Reference { get; init; }

    /// <summary>The margins that are tried for the other arms.</summary>
    public IReadOnlyList<double> Grid { get; init; } = [0.05, 0.1, 0.2, 0.4, 0.7, 1.0, 1.4];

    /// <summary>Epochs of a try; null for as many as a final training has.</summary>
    public int? Epochs { get; init; }

    /// <summary>The relative difference of the mean training distances of negatives up to which margins are matched.</summary>
    /// <value>Default 0.05.</value>
    public double Tolerance { get; init; } = 0.05;
}

/// <summary>What changes in the quick form of a study.</summary>
public sealed record StudyQuick
{
    /// <summary>The data sets that stay, by name; null for all.</summary>
    public IReadOnlyList<string>? Datasets { get; init; }

    /// <summary>The tracks; null for the same.</summary>
    public IReadOnlyList<Track>? Tracks { get; init; }

    /// <summary>The seeds; null for the same.</summary>
    public int? Seeds { get; init; }

    /// <summary>Trials per arm; null for the same.</summary>
    public int? Trials { get; init; }

    /// <summary>At most so many epochs; null for the same.</summary>
    public int? Epochs { get; init; }

    /// <summary>At most so many training items; null for the same.</summary>
    public int? TrainItems { get; init; }

    /// <summary>At most so many test items; null for the same.</summary>
    public int? TestItems { get; init; }
}

/// <summary>A number of a publication.</summary>
public sealed record PublishedNumber
{
    /// <summary>The data set, by its name in the study.</summary>
    public required string Dataset { get; init; }

    /// <summary>The arm, by its name in the study, or another method's.</summary>
    public required string Arm { get; init; }

    /// <summary>The metric's id.</summary>
    public required string Metric { get; init; }

    /// <summary>The number, in the metric's unit.</summary>
    public required double Value { get; init; }

    /// <summary>Where it stands.</summary>
    public required string Source { get; init; }
}
