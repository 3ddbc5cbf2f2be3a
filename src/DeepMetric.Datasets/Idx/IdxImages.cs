namespace DeepMetric.Datasets;

/// <summary>The content of an IDX file of grey images.</summary>
/// <param name="Count">The number of images, n.</param>
/// <param name="Rows">The rows of each image.</param>
/// <param name="Columns">The columns of each image.</param>
/// <param name="Pixels">All pixels, image after image and row after row, <c>[n × rows × columns]</c>, 0 to 255.</param>
public sealed record IdxImages(int Count, int Rows, int Columns, byte[] Pixels);
