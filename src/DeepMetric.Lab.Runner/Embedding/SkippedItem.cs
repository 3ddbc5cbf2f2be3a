namespace DeepMetric.Lab.Runner;

/// <summary>An image that could not be read and was left out.</summary>
/// <param name="Item">Its name.</param>
/// <param name="Reason">What was expected and what was found.</param>
public sealed record SkippedItem(string Item, string Reason);
