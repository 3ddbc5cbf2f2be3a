namespace DeepMetric.Datasets.Tests;

/// <summary>A temporary folder that is deleted at the end of a test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("deepmetric-").FullName;

    /// <summary>A path in the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string Write(string name, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    /// <summary>All files below a folder with '/' and their content as Latin-1 text, sorted.</summary>
    public static string[] Content(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => $"{System.IO.Path.GetRelativePath(folder, path).Replace('\\', '/')}={System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path))}")
            .Order(StringComparer.Ordinal)];

    /// <summary>The names right below a folder, sorted.</summary>
    public static string[] Names(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
