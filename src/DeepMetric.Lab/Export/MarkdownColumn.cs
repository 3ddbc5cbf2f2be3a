namespace DeepMetric.Lab.Export;

/// <summary>A column of a <see cref="MarkdownTable"/>.</summary>
/// <param name="Title">Its heading, as plain text.</param>
/// <param name="IsNumber">Whether it holds numbers, which stand to the right.</param>
public sealed record MarkdownColumn(string Title, bool IsNumber = false);
