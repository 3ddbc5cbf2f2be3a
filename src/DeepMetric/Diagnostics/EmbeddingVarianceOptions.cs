namespace DeepMetric.Diagnostics;

/// <summary>What can be set on <see cref="EmbeddingVariance"/>.</summary>
public sealed record EmbeddingVarianceOptions
{
    /// <summary>Whether a class of one item counts with variance 0 in the means over classes, instead of being left out of them.</summary>
    /// <value>Default false.</value>
    public bool LoneClassesCountZero { get; init; }

    /// <summary>Whether rows are divided by their L2 norm first; a row of zeros stays as it is.</summary>
    /// <value>Default false.</value>
    public bool NormalizeRows { get; init; }

    /// <summary>Whether the items labelled -1 form a class of their own, instead of being left out.</summary>
    /// <value>Default false.</value>
    public bool CountOutliersAsClass { get; init; }
}
