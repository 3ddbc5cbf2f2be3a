using DeepMetric.Evaluation;

namespace DeepMetric.Lab.Runner;

/// <summary>Embeddings that classifiers are trained on, and that queries may search.</summary>
/// <param name="Name">What they are: <c>train</c> or a file.</param>
/// <param name="Table">Their embeddings, without outliers.</param>
/// <param name="Labels">Their labels, in the numbering of what is judged.</param>
internal sealed record ReferenceItems(string Name, EmbeddingTable Table, int[] Labels);
