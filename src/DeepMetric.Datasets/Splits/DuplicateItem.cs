namespace DeepMetric.Datasets;

/// <summary>A test item whose content was seen in training.</summary>
/// <param name="Test">The place of the test item.</param>
/// <param name="Learned">The place of the first training or validation item with the same content.</param>
/// <param name="TestName">The name of the test item.</param>
/// <param name="LearnedName">The name of the training or validation item.</param>
public sealed record DuplicateItem(int Test, int Learned, string TestName, string LearnedName);
