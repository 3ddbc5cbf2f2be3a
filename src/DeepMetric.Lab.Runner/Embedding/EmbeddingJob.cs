using DeepMetric.Datasets;

namespace DeepMetric.Lab.Runner;

/// <summary>What is to be embedded, by which model, and where the embeddings go.</summary>
public sealed record EmbeddingJob
{
    /// <summary>The model's folder.</summary>
    public required string ModelFolder { get; init; }

    /// <summary>A data set's name, or the path of a folder of images, a table of images or a file of vectors; null where <see cref="Files"/> are named.</summary>
    public string? Dataset { get; init; }

    /// <summary>Image files, in the order of their embeddings.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Where data sets lie and how they are split; how images are read follows from the model.</summary>
    public DatasetRequest Data { get; init; } = new();

    /// <summary>The part that is embedded; null for all items.</summary>
    public ItemPart? Part { get; init; }

    /// <summary>The file that is written: <c>.npy</c>, <c>.csv</c> or <c>.parquet</c>.</summary>
    public required string OutputPath { get; init; }

    /// <summary>Whether images that cannot be read are left out and listed; else the first ends the run.</summary>
    public bool SkipBroken { get; init; }

    /// <summary>Items computed at once; null for what suits their size.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Threads; null for the number of cores.</summary>
    public int? Threads { get; init; }

    /// <summary>Where to compute: <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Whether to go on with what an earlier run left.</summary>
    public bool Resume { get; init; }
}
