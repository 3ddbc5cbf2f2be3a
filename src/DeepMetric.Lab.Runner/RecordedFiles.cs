namespace DeepMetric.Lab.Runner;

/// <summary>The files of a training that can go on where it was stopped.</summary>
/// <param name="Folder">The folder they lie in, for messages.</param>
/// <param name="Steps">The log of steps.</param>
/// <param name="Epochs">The log of epochs.</param>
/// <param name="Checkpoint">The state to go on from.</param>
internal sealed record RecordedFiles(string Folder, string Steps, string Epochs, string Checkpoint);
