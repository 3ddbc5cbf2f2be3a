namespace DeepMetric.Lab.Runner;

/// <summary>How far the work has come.</summary>
/// <param name="Stage">What is done, such as <c>embedding</c>.</param>
/// <param name="Done">Items done, those of an earlier run among them.</param>
/// <param name="Total">Items in all; 0 where the stage has no count.</param>
/// <param name="Skipped">Items done that could not be read.</param>
public sealed record EmbeddingProgress(string Stage, int Done, int Total, int Skipped = 0);
