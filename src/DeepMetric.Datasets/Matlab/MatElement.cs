namespace DeepMetric.Datasets;

/// <summary>One data element of a MAT-file: its tag, and where its data lie.</summary>
/// <param name="Type">How its bytes are stored; may be a number that the format does not define.</param>
/// <param name="TagAt">Where its tag lies.</param>
/// <param name="Start">Where its data start.</param>
/// <param name="Length">The bytes of its data, without padding.</param>
internal readonly record struct MatElement(MatType Type, int TagAt, int Start, int Length);
