using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Studies;

/// <summary>A data set of a study, with the net and the budget that every arm has on it.</summary>
public sealed record StudyDataset
{
    /// <summary>What reports call it.</summary>
    public required string Name { get; init; }

    /// <summary>The data set's name in the catalogue, or a path; null where it is the name.</summary>
    public string? Data { get; init; }

    /// <summary>How items are divided: <c>official</c>, <c>closed-set</c> or <c>class-disjoint</c>; null for what the field does with the data set.</summary>
    public string? Split { get; init; }

    /// <summary>Whether the coarse labels are trained on and the finer ones evaluated.</summary>
    public bool CoarseLabels { get; init; }

    /// <summary>At most so many training items, evenly over classes, drawn from seed 0; null for all.</summary>
    public int? TrainItems { get; init; }

    /// <summary>At most so many test items, evenly over classes, drawn from seed 0; null for all.</summary>
    public int? TestItems { get; init; }

    /// <summary>Pixels of each side, of images in files; null for the data set's usual size.</summary>
    public int? ImageSize { get; init; }

    /// <summary>Passes over the training items; null for what suits the data set.</summary>
    public int? Epochs { get; init; }

    /// <summary>Classes per batch, P; null for what suits the data set.</summary>
    public int? ClassesPerBatch { get; init; }

    /// <summary>Samples per class and batch, K; null for what suits the data set.</summary>
    public int? SamplesPerClass { get; init; }

    /// <summary>The net; null for what suits the data set.</summary>
    public StudyNet Net { get; init; } = new();

    /// <summary>How weights move.</summary>
    public OptimizationSpec Optimization { get; init; } = new() { LearningRate = 1e-3 };
}

/// <summary>The net of a data set.</summary>
public sealed record StudyNet
{
    /// <summary>A backbone's name, or a file; null for what suits the data set.</summary>
    public string? Backbone { get; init; }

    /// <summary>The number of dimensions of the embedding; null for what suits the backbone.</summary>
    public int? EmbeddingSize { get; init; }

    /// <summary>Units of the head's hidden layers.</summary>
    public IReadOnlyList<int> HeadHidden { get; init; } = [];

    /// <summary>The file of the trunk's first weights.</summary>
    public string? Weights { get; init; }

    /// <summary>Whether only the head is trained.</summary>
    public bool FreezeTrunk { get; init; }
}
