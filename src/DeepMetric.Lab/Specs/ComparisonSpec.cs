namespace DeepMetric.Lab.Specs;

/// <summary>Everything that decides the numbers of a comparison; the run folder's <c>spec.json</c>.</summary>
public sealed record ComparisonSpec
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-comparison/3";

    /// <summary>The name of the data set, e.g. <c>digits</c>.</summary>
    public required string Dataset { get; init; }

    /// <summary>The SHA-256 of the data set's values and labels, so that a resumed run cannot mix two of them.</summary>
    public required string DatasetSha256 { get; init; }

    /// <summary>The losses compared.</summary>
    public required IReadOnlyList<ArmSpec> Arms { get; init; }

    /// <summary>The experiments, the main one first.</summary>
    public required IReadOnlyList<ExperimentSpec> Experiments { get; init; }

    /// <summary>The seeds; each arm is run with each of them, and runs are paired by seed.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>Which items are trained on and tested on; null for the parts that the set comes in.</summary>
    public SplitSpec? Split { get; init; }

    /// <summary>How images are read from files; null for values that are in memory.</summary>
    public ImageSpec? Images { get; init; }

    /// <summary>The net.</summary>
    public required NetSpec Net { get; init; }

    /// <summary>Classes per batch, P.</summary>
    public required int ClassesPerBatch { get; init; }

    /// <summary>Samples per class and batch, K.</summary>
    public required int SamplesPerClass { get; init; }

    /// <summary>How weights move.</summary>
    public required OptimizationSpec Optimization { get; init; }

    /// <summary>Which training labels are permuted: <c>none</c>, <c>train</c>, or <c>all</c> (a canary: such labels cannot be learned).</summary>
    public string ShuffledLabels { get; init; } = "none";

    /// <summary>Update norms are measured every this many steps.</summary>
    public int UpdateNormEvery { get; init; } = 10;

    /// <summary>Threads used.</summary>
    public required int Threads { get; init; }

    /// <summary>The device: <c>cpu</c> or <c>cuda</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The arms that take part in an experiment, in their order.</summary>
    /// <param name="experiment">The experiment.</param>
    public IEnumerable<ArmSpec> ArmsOf(ExperimentSpec experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return Arms.Where(arm => experiment.Has(arm.Name));
    }
}
