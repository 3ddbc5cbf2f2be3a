using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Studies;

/// <summary>An arm of a study: a loss, its options, and what chooses its batches and tuples.</summary>
public sealed record StudyArm
{
    /// <summary>The arm's name; the loss's where it is null.</summary>
    public string? Name { get; init; }

    /// <summary>The loss's name in the catalogue.</summary>
    public required string Loss { get; init; }

    /// <summary>The preset of the loss: <c>author-code</c>, <c>paper</c> or <c>pml</c>.</summary>
    /// <value>Default <c>author-code</c>.</value>
    public string Form { get; init; } = "author-code";

    /// <summary>Options that differ from the form's.</summary>
    public JsonObject Options { get; init; } = [];

    /// <summary>What chooses its pairs or triplets; null for all valid ones.</summary>
    public MinerSpec? Miner { get; init; }

    /// <summary>Classes per batch where they differ from the data set's.</summary>
    public int? ClassesPerBatch { get; init; }

    /// <summary>Samples per class and batch where they differ from the data set's.</summary>
    public int? SamplesPerClass { get; init; }

    /// <summary>The data sets that it takes part in, by name; null for all.</summary>
    public IReadOnlyList<string>? Datasets { get; init; }

    /// <summary>The tracks that it takes part in; null for all.</summary>
    public IReadOnlyList<Track>? Tracks { get; init; }

    /// <summary>The grid of margins to match by; null to take the study's.</summary>
    public IReadOnlyList<double>? Margins { get; init; }

    /// <summary>What is searched in the track <see cref="Track.Tuned"/>: ranges of the loss's options, and of <c>learningRate</c>.</summary>
    public IReadOnlyList<ParameterRange> Search { get; init; } = [];

    /// <summary>The arm's name, also where none was given.</summary>
    [JsonIgnore]
    public string Title => Name ?? Loss;

    /// <summary>Whether it takes part in a track.</summary>
    /// <param name="track">The track.</param>
    public bool Has(Track track) => Tracks is null || Tracks.Contains(track);

    /// <summary>Whether it takes part in a data set.</summary>
    /// <param name="dataset">The data set's name.</param>
    public bool Has(string dataset) => Datasets is null || Datasets.Contains(dataset);
}
