namespace DeepMetric.Lab.Specs;

/// <summary>Which items were trained on and tested on.</summary>
public sealed record SplitSpec
{
    /// <summary>The split's name, such as <c>class-disjoint-fold-2-of-4</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How items were divided: <c>official</c>, <c>closed-set</c>, <c>class-disjoint</c> or <c>file</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The SHA-256 of the items' names by part.</summary>
    public required string Sha256 { get; init; }
}
