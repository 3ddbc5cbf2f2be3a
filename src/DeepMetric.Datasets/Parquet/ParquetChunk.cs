namespace DeepMetric.Datasets;

/// <summary>The values of one column in one row group.</summary>
/// <param name="Codec">How its pages are compressed, by the format's number.</param>
/// <param name="Values">The number of values, gaps included.</param>
/// <param name="Start">Where its first page begins.</param>
internal sealed record ParquetChunk(int Codec, long Values, long Start);
