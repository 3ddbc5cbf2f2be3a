namespace DeepMetric.Lab.Specs;

/// <summary>How a split was made, so that it can be made again from the same items.</summary>
public sealed record SplitMaking
{
    /// <summary>How items were divided: <c>official</c>, <c>closed-set</c> or <c>class-disjoint</c>; null for what the field does with the data set.</summary>
    public string? Kind { get; init; }

    /// <summary>The seed of draws; null for the default.</summary>
    public int? Seed { get; init; }

    /// <summary>The share of each class to test on, of a closed-set split.</summary>
    public required double TestShare { get; init; }

    /// <summary>The share of training to choose by; 0 for none.</summary>
    public required double ValidationShare { get; init; }

    /// <summary>Into how many folds the training classes were divided; null for none.</summary>
    public int? Folds { get; init; }

    /// <summary>The fold to choose by, from 1.</summary>
    public required int Fold { get; init; }
}
