namespace DeepMetric.Datasets;

/// <summary>How far the preparation of images has come.</summary>
/// <param name="Stage">What is done: <c>reading</c> or <c>decoding</c>.</param>
/// <param name="Done">Images done.</param>
/// <param name="Total">Images in all.</param>
public sealed record ImageProgress(string Stage, int Done, int Total);
