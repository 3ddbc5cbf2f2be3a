namespace DeepMetric.Diagnostics;

/// <summary>What can be set on <see cref="EmbeddingVariance"/>.</summary>
public sealed record EmbeddingVarianceOptions
{
    /// <summary>Whether rows are scaled to unit norm first.</summary>
    /// <value>Default false.</value>
    public bool NormalizeRows { get; init; }

    /// <summary>Whether the mean over classes includes classes of one item, which count 0.</summary>
    /// <value>Default false: they are left out, and their number is said.</value>
    public bool LoneClassesCountZero { get; init; }

    /// <summary>Whether the items labelled -1 are a class of their own, as in the study's public code.</summary>
    /// <value>Default false: they are left out.</value>
    public bool OutliersAreAClass { get; init; }
}
