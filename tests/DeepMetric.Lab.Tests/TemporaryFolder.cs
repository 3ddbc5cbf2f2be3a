namespace DeepMetric.Lab.Tests;

/// <summary>A folder of its own for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FolderPath { get; } = Directory.CreateTempSubdirectory("deepmetric-lab-").FullName;

    public string this[string name] => Path.Combine(FolderPath, name);

    public string[] Names => [.. Directory.EnumerateFileSystemEntries(FolderPath).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(FolderPath, recursive: true);
}
