namespace DeepMetric.Cli.Data;

/// <summary>What a <c>data preview</c> drew.</summary>
/// <param name="Schema">The version of this format.</param>
/// <param name="Dataset">The data set.</param>
/// <param name="File">The sheet.</param>
/// <param name="Classes">The classes shown.</param>
/// <param name="Items">The items shown.</param>
/// <param name="Variation">How images were varied, in words; null where they were not.</param>
/// <param name="Broken">The chosen images that cannot be read; a red tile stands for each.</param>
internal sealed record PreviewReport(string Schema, string Dataset, string File, int Classes, int Items, string? Variation, NamedFiles Broken);
