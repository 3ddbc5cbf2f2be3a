using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>What a <c>data import</c> asks for.</summary>
/// <param name="Sources">The archives, files or folders.</param>
/// <param name="Name">What the data set is called.</param>
/// <param name="DataRoot">The folder that its folder comes to lie in.</param>
/// <param name="Mode">What is done about files that are there already.</param>
internal sealed record ImportRequest(IReadOnlyList<string> Sources, string Name, string DataRoot, ImportMode Mode)
{
    /// <summary>The data set as other commands read it: a name of the catalogue, or a path.</summary>
    public DatasetChoice Dataset => Choice(Name, DataRoot);

    /// <summary>A data set below a data root, as other commands read it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dataRoot">The data root.</param>
    public static DatasetChoice Choice(string name, string dataRoot) => new(DatasetCatalog.Names.Contains(name) ? name : Path.Combine(dataRoot, name), new DatasetRequest { DataRoots = [dataRoot] });

    /// <summary>Refuses a place that holds files already, before anything is read or fetched for it.</summary>
    /// <param name="name">What the data set is called.</param>
    /// <param name="dataRoot">The folder that its folder comes to lie in.</param>
    /// <param name="ways">The options that allow it.</param>
    /// <exception cref="UsageException">It does.</exception>
    public static void CheckFree(string name, string dataRoot, string ways)
    {
        string folder = Path.Combine(dataRoot, name);
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new UsageException($"expected no data set {name} in '{dataRoot}', found files in '{folder}'. Add {ways}, or choose another folder.");
        }
    }
}
