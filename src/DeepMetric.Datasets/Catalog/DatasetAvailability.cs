namespace DeepMetric.Datasets;

/// <summary>Whether a data set can be loaded, and from where.</summary>
/// <param name="Name">The name of the data set.</param>
/// <param name="IsAvailable">Whether all of its files were found, or it needs none.</param>
/// <param name="IsBuiltIn">Whether it needs no files: it is embedded or generated.</param>
/// <param name="Folder">The folder its files were found in; null for a built-in or a missing set.</param>
/// <param name="PathsTried">For a missing set, every path that was looked at and does not exist.</param>
/// <param name="HowToGet">For a missing set, what a person does to get it; else null.</param>
public sealed record DatasetAvailability(
    string Name,
    bool IsAvailable,
    bool IsBuiltIn,
    string? Folder,
    IReadOnlyList<string> PathsTried,
    string? HowToGet);
