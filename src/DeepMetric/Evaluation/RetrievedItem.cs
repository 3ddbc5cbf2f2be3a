namespace DeepMetric.Evaluation;

/// <summary>An item that a query found.</summary>
/// <param name="Index">Its row in the reference.</param>
/// <param name="SquaredDistance">Its squared Euclidean distance to the query.</param>
/// <param name="IsRelevant">Whether the query looked for it.</param>
public sealed record RetrievedItem(int Index, double SquaredDistance, bool IsRelevant);
