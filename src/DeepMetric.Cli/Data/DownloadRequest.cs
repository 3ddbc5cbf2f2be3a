using DeepMetric.Cli.Comparing;
using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>What a <c>data download</c> asks for.</summary>
/// <param name="Source">Where the data set comes from.</param>
/// <param name="DataRoot">The folder that its folder comes to lie in.</param>
/// <param name="Replaces">Whether files that are there already are replaced.</param>
/// <param name="KeepsArchives">Whether the archives stay after the import.</param>
internal sealed record DownloadRequest(DatasetSource Source, string DataRoot, bool Replaces, bool KeepsArchives)
{
    /// <summary>The command that goes on with it, its terms accepted.</summary>
    /// <param name="program">How the program is called.</param>
    public string Resuming(string program) =>
        $"{program} data download {Source.Name} {DataRoots.Option} {GivenCommand.Quote(DataRoot)} --accept-licence{(Replaces ? " --replace" : "")}{(KeepsArchives ? " --keep-archives" : "")}";
}
