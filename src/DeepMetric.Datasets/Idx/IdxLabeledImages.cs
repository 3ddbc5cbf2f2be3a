namespace DeepMetric.Datasets;

/// <summary>The content of an IDX file of images together with that of its file of labels.</summary>
/// <param name="Images">The images.</param>
/// <param name="Labels">The label of each image, <c>[n]</c>.</param>
public sealed record IdxLabeledImages(IdxImages Images, byte[] Labels);
