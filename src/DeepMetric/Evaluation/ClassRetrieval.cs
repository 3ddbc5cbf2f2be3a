namespace DeepMetric.Evaluation;

/// <summary>How the queries of one label fared.</summary>
/// <param name="Label">The label.</param>
/// <param name="QueryCount">How many queries of the label were judged, at least 1.</param>
/// <param name="Metrics">The means over these queries.</param>
public sealed record ClassRetrieval(int Label, int QueryCount, RetrievalMetrics Metrics);
