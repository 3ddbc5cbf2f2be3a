namespace DeepMetric.Datasets;

/// <summary>The items of one class that a preview shows.</summary>
/// <param name="Label">The class.</param>
/// <param name="Places">The places of the items, rising.</param>
/// <param name="Count">The number of items that the class has in all.</param>
public sealed record PreviewClass(int Label, IReadOnlyList<int> Places, int Count);
