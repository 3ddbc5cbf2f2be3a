namespace DeepMetric.Datasets;

/// <summary>A column of values in a Parquet file.</summary>
/// <param name="Path">Its name and those around it, from the outside in.</param>
/// <param name="Type">Its physical type, by the format's number.</param>
/// <param name="MaxRepetition">How many lists are around it.</param>
/// <param name="MaxDefinition">How many levels may be missing.</param>
/// <param name="IsOptional">Whether a value itself may be missing, rather than what is around it.</param>
internal sealed record ParquetLeaf(string[] Path, int Type, int MaxRepetition, int MaxDefinition, bool IsOptional)
{
    public const int Float = 4;
    public const int Double = 5;

    /// <summary>The path in one, for errors.</summary>
    public string Name => Excerpt.Bare(string.Join('.', Path));
}
