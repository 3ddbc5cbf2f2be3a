namespace DeepMetric.Lab.Specs;

/// <summary>What a trained model is and how to feed it: <c>model.json</c>, beside the weights in <c>model.safetensors</c>.</summary>
public sealed record ModelCard
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-model/1";

    /// <summary>The net. Weights that it started from are noted, not needed.</summary>
    public required NetSpec Net { get; init; }

    /// <summary>The shape of an item, channels first.</summary>
    public required IReadOnlyList<int> ItemShape { get; init; }

    /// <summary>How images are prepared; null for values that are taken as they are.</summary>
    public ImageSpec? Images { get; init; }

    /// <summary>The data set it was trained on.</summary>
    public required string Dataset { get; init; }

    /// <summary>Which of its items it was trained on; null for the parts that the set comes in.</summary>
    public SplitSpec? Split { get; init; }

    /// <summary>How that split was made; null where it is the data set's usual one, or lies in a file.</summary>
    public SplitMaking? SplitMaking { get; init; }

    /// <summary>The names of the classes that it was trained on.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The loss, such as <c>triplet</c> or a mixture such as <c>triplet + 0.5 contrastive</c>.</summary>
    public required string Loss { get; init; }

    /// <summary>Epochs trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>The seed of weights, batches and variations.</summary>
    public required int Seed { get; init; }

    /// <summary>What it reached on the items it was chosen by or tested on, by metric id.</summary>
    public required IReadOnlyDictionary<string, double> Numbers { get; init; }

    /// <summary>The SHA-256 of <c>model.safetensors</c>.</summary>
    public required string WeightsSha256 { get; init; }
}
