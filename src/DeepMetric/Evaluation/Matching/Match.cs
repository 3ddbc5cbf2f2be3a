namespace DeepMetric.Evaluation.Matching;

/// <summary>A pair that matches.</summary>
/// <param name="Query">The row of the query.</param>
/// <param name="Item">The row of the item.</param>
/// <param name="Value">Their distance or similarity.</param>
public readonly record struct Match(int Query, int Item, double Value);
