using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>What an import or a download brought.</summary>
internal sealed record ImportReport
{
    /// <summary>The version of this format.</summary>
    public string Schema { get; init; } = "deepmetric-data-import/1";

    /// <summary>What the import did.</summary>
    public required ImportResult Import { get; init; }

    /// <summary>What the data set now holds; null where it cannot be loaded yet.</summary>
    public DatasetInfo? Found { get; init; }

    /// <summary>Why it cannot be loaded yet; null where it can.</summary>
    public string? Problem { get; init; }

    /// <summary>The command that compares on it; null where it cannot be loaded yet.</summary>
    public string? Command { get; init; }

    /// <summary>Loads what was imported, to tell what it is.</summary>
    /// <param name="program">How the program is called.</param>
    /// <param name="import">What the import did.</param>
    /// <param name="dataset">The data set as other commands read it.</param>
    /// <param name="cancellation">Stops.</param>
    public static ImportReport Of(string program, ImportResult import, DatasetChoice dataset, CancellationToken cancellation)
    {
        try
        {
            DatasetInfo found = DatasetCatalog.ImagesOf(dataset.Name, dataset.Request, cancellation) is { } index
                ? DatasetInspection.OfIndex(index)
                : DatasetInspection.OfValues(dataset.Request.DataRoots, DatasetCatalog.Load(dataset.Name, dataset.Request, cancellation));
            return new() { Import = import, Found = found, Command = $"{program} compare {dataset.AsOptions}" };
        }
        catch (Exception problem) when (problem is DatasetNotFoundException or InvalidDataException or ArgumentException)
        {
            // The files are there, as asked; others of the set may still have to come.
            return new() { Import = import, Problem = problem is DatasetNotFoundException missing ? $"these do not exist: {string.Join(", ", missing.PathsTried)}" : ErrorLine.Of(problem) };
        }
    }
}
