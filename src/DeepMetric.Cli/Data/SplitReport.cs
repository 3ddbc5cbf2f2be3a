namespace DeepMetric.Cli.Data;

/// <summary>What a <c>data split</c> did.</summary>
/// <param name="Schema">The version of this format.</param>
/// <param name="Dataset">The data set.</param>
/// <param name="Items">The items that were divided.</param>
/// <param name="Broken">The images that cannot be read and were left out.</param>
/// <param name="Splits">The splits; several where there are folds.</param>
/// <param name="Command">The command that compares on the first of them.</param>
internal sealed record SplitReport(string Schema, string Dataset, int Items, NamedFiles Broken, IReadOnlyList<SavedSplit> Splits, string Command);
