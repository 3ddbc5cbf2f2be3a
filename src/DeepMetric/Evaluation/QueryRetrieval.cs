namespace DeepMetric.Evaluation;

/// <summary>How one query fared.</summary>
/// <param name="Query">Its row among the queries.</param>
/// <param name="Label">Its label.</param>
/// <param name="RelevantCount">R: how many items are relevant to it, itself left out.</param>
/// <param name="FirstRelevantRank">The rank of its nearest relevant item, from 1, in the whole ranking.</param>
/// <param name="Metrics">The values of this query alone.</param>
public sealed record QueryRetrieval(int Query, int Label, int RelevantCount, int FirstRelevantRank, RetrievalMetrics Metrics);
