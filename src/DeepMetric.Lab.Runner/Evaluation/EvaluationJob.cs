using DeepMetric.Datasets;

namespace DeepMetric.Lab.Runner;

/// <summary>Which embeddings are to be judged, and by what.</summary>
public sealed record EvaluationJob
{
    /// <summary>The model's folder; null where a file of embeddings is judged.</summary>
    public string? ModelFolder { get; init; }

    /// <summary>A file of embeddings; null where a model is judged.</summary>
    public string? EmbeddingsFile { get; init; }

    /// <summary>A data set's name or path; null for the one that the model was trained on, if it is known by name.</summary>
    public string? Dataset { get; init; }

    /// <summary>Where the data lie and how they are split, and the label file of embeddings; how images are read follows from the model.</summary>
    public DatasetRequest Data { get; init; } = new();

    /// <summary>The part that is judged.</summary>
    public ItemPart Part { get; init; } = ItemPart.Test;

    /// <summary>A file of embeddings that stands for the training items; null for the training part of a model's data set, or none.</summary>
    public string? ReferenceFile { get; init; }

    /// <summary>Whether queries search the training items (or <see cref="ReferenceFile"/>) in place of each other.</summary>
    public bool SearchesReference { get; init; }

    /// <summary>What is drawn anew for 95 % intervals; null for no intervals.</summary>
    public BootstrapUnit? Intervals { get; init; }

    /// <summary>Whether the numbers of the raw input stand beside the model's; null: where that is cheap.</summary>
    public bool? Baseline { get; init; }

    /// <summary>Items computed at once; null for what suits their size.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Threads of the net; null for the number of cores.</summary>
    public int? Threads { get; init; }

    /// <summary>Where to compute: <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "cpu";
}
