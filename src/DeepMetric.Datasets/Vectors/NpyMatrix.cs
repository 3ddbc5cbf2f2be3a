namespace DeepMetric.Datasets;

/// <summary>The content of a <c>.npy</c> file of numbers, as single-precision values.</summary>
/// <param name="Rows">The number of rows, n.</param>
/// <param name="Columns">The number of columns, d; 1 for an array of one dimension.</param>
/// <param name="Values">All values, row after row, <c>[n × d]</c>; finite.</param>
public sealed record NpyMatrix(int Rows, int Columns, float[] Values);
