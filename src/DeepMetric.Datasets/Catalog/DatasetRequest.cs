namespace DeepMetric.Datasets;

/// <summary>What loading a data set by name may need.</summary>
public sealed record DatasetRequest
{
    /// <summary>The folders that hold one folder per data set, looked through in this order.</summary>
    /// <value>Default none: only the built-in sets can be loaded.</value>
    public IReadOnlyList<string> DataRoots { get; init; } = [];

    /// <summary>The seed of a generated data set; the others do not depend on it.</summary>
    /// <value>Default 0.</value>
    public int Seed { get; init; }

    /// <summary>How the synthetic data set is generated.</summary>
    /// <value>Default null: as <see cref="SyntheticOptions"/> has it.</value>
    public SyntheticOptions? Synthetic { get; init; }

    /// <summary>Which items are trained on and tested on.</summary>
    /// <value>Default null: as the field does with the data set.</value>
    public SplitChoice? Split { get; init; }

    /// <summary>The file with the labels of a file of vectors; null where they lie in it or beside it.</summary>
    public string? LabelFile { get; init; }

    /// <summary>How images are read from files.</summary>
    public ImageLoading Images { get; init; } = new();
}
