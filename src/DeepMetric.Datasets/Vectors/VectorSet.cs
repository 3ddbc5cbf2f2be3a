namespace DeepMetric.Datasets;

/// <summary>Vectors from a file, with the names of their classes.</summary>
/// <param name="Items">The vectors, of shape <c>[d]</c> each, and their labels.</param>
/// <param name="ClassNames">The name of each class; its place is its label.</param>
/// <param name="ItemNames">What each vector was made from, such as the path of an image; null where the file does not say.</param>
public sealed record VectorSet(LabeledSet Items, IReadOnlyList<string> ClassNames, IReadOnlyList<string>? ItemNames);
