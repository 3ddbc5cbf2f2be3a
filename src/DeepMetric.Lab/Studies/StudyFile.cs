using System.Text.Json.Serialization;

namespace DeepMetric.Lab.Studies;

/// <summary>A study as its author wrote it: which losses are compared on which data sets, under which conditions. See <c>docs/study.schema.json</c>.</summary>
public sealed record StudyFile
{
    /// <summary>The version of this format.</summary>
    public const string CurrentSchema = "deepmetric-study/1";

    /// <summary>Where an editor finds the JSON schema; it decides nothing.</summary>
    [JsonPropertyName("$schema")]
    public string? SchemaFile { get; init; }

    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The study's name, of letters, digits, dots and dashes.</summary>
    public required string Name { get; init; }

    /// <summary>What it asks, in a sentence.</summary>
    public string? Question { get; init; }

    /// <summary>The data sets, each with its net, its batches and its budget.</summary>
    public required IReadOnlyList<StudyDataset> Datasets { get; init; }

    /// <summary>The losses compared.</summary>
    public required IReadOnlyList<StudyArm> Arms { get; init; }

    /// <summary>The conditions under which arms are compared.</summary>
    /// <value>Default as is.</value>
    public IReadOnlyList<Track> Tracks { get; init; } = [Track.AsIs];

    /// <summary>Seeds per arm; they are 1, 2, ….</summary>
    /// <value>Default 5.</value>
    public int Seeds { get; init; } = 5;

    /// <summary>Into how many folds the training classes of a class-disjoint set are divided, each left out once; null for none.</summary>
    public int? Folds { get; init; }

    /// <summary>How options are searched in the track <see cref="Track.Tuned"/>.</summary>
    public StudyTuning Tuning { get; init; } = new();

    /// <summary>How margins are matched in the track <see cref="Track.MarginMatched"/>.</summary>
    public StudyMarginMatching MarginMatching { get; init; } = new();

    /// <summary>What is equal in the track <see cref="Track.BudgetMatched"/>.</summary>
    public BudgetMatch BudgetMatch { get; init; } = BudgetMatch.ForwardPasses;

    /// <summary>The metrics that reports lead with.</summary>
    /// <value>Default MAP@R, Recall@1, k-NN accuracy and the linear probe.</value>
    public IReadOnlyList<string> Metrics { get; init; } = ["map-at-r", "recall-at-1", "knn-accuracy", "linear-probe"];

    /// <summary>Threads of each training. They decide the last digits, so they are the study's and not the machine's.</summary>
    /// <value>Default 1; several trainings run side by side.</value>
    public int Threads { get; init; } = 1;

    /// <summary>The device: <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Whether the canary runs that trains every arm on permuted labels, with one seed.</summary>
    /// <value>Default true.</value>
    public bool ShuffledCanary { get; init; } = true;

    /// <summary>Whether the raw input and the untrained nets are evaluated; a study that says no is refused.</summary>
    /// <value>Default true.</value>
    public bool Baselines { get; init; } = true;

    /// <summary>Numbers from publications, shown beside those of the study.</summary>
    public IReadOnlyList<PublishedNumber> Published { get; init; } = [];

    /// <summary>What changes in the quick form; null where there is none.</summary>
    public StudyQuick? Quick { get; init; }
}
