namespace DeepMetric.Lab.Specs;

/// <summary>Everything that decides the numbers of one training run; its folder's <c>spec.json</c>.</summary>
public sealed record TrainingSpec
{
    /// <summary>The name under which the validation loss can be chosen by; the other names are metric ids.</summary>
    public const string ValidationLoss = "loss";

    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-training/2";

    /// <summary>The name of the data set, e.g. <c>digits</c>.</summary>
    public required string Dataset { get; init; }

    /// <summary>The SHA-256 of the data set's values and labels, so that a resumed run cannot mix two of them.</summary>
    public required string DatasetSha256 { get; init; }

    /// <summary>Which items are trained on, chosen by and tested on; null for the parts that the set comes in.</summary>
    public SplitSpec? Split { get; init; }

    /// <summary>How images are read from files; null for values that are in memory.</summary>
    public ImageSpec? Images { get; init; }

    /// <summary>The loss, or the losses whose weighted sum is trained on.</summary>
    public required IReadOnlyList<LossPartSpec> Losses { get; init; }

    /// <summary>The preset of the losses: <c>author-code</c>, <c>paper</c> or <c>pml</c>.</summary>
    public required string Form { get; init; }

    /// <summary>The net.</summary>
    public required NetSpec Net { get; init; }

    /// <summary>Classes per batch, P.</summary>
    public required int ClassesPerBatch { get; init; }

    /// <summary>Samples per class and batch, K.</summary>
    public required int SamplesPerClass { get; init; }

    /// <summary>How weights move.</summary>
    public required OptimizationSpec Optimization { get; init; }

    /// <summary>Passes over the training items, at most.</summary>
    public required int Epochs { get; init; }

    /// <summary>The seed of weights, batches and variations.</summary>
    public required int Seed { get; init; }

    /// <summary>The validation number by which the best epoch is kept: a metric id, or <see cref="ValidationLoss"/>; null without validation items, where the last epoch is kept.</summary>
    public string? ChooseBy { get; init; }

    /// <summary>Training stops after so many epochs without a better one; null for never.</summary>
    public int? Patience { get; init; }

    /// <summary>Update norms are measured every this many steps.</summary>
    public int UpdateNormEvery { get; init; } = 10;

    /// <summary>Threads used.</summary>
    public required int Threads { get; init; }

    /// <summary>The device: <c>cpu</c> or <c>cuda</c>.</summary>
    public required string Device { get; init; }
}
