namespace DeepMetric.Datasets;

/// <summary>Where a data set comes from and under which terms.</summary>
/// <param name="Name">The name of the data set.</param>
/// <param name="Title">The name its authors gave it.</param>
/// <param name="Homepage">Its official page.</param>
/// <param name="Licence">The licence in a few words.</param>
/// <param name="Terms">What that means, and whom to cite.</param>
/// <param name="Files">Its official files.</param>
/// <param name="Instructions">What a person does to get the files that have no address; null when all have one.</param>
public sealed record DatasetSource(
    string Name, string Title, Uri Homepage, string Licence, string Terms, IReadOnlyList<DownloadFile> Files, string? Instructions = null)
{
    /// <summary>Whether every file has an address.</summary>
    public bool IsDownloadable => Files.Count > 0 && Files.All(file => file.Addresses.Count > 0);

    /// <summary>The bytes of all files; null when the size of one is not known.</summary>
    public long? Size => Files.Aggregate((long?)0, (sum, file) => sum + file.Size);
}
