using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>A data set of the catalogue as <c>data list</c> shows it.</summary>
internal sealed record DatasetEntry
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The name its makers gave it.</summary>
    public required string Title { get; init; }

    /// <summary>What an item is.</summary>
    public required string Shows { get; init; }

    /// <summary>The number of items, as published.</summary>
    public required int Items { get; init; }

    /// <summary>The number of classes, as published.</summary>
    public required int Classes { get; init; }

    /// <summary>What is trained and tested on, as published.</summary>
    public required string Parts { get; init; }

    /// <summary>The licence.</summary>
    public required string Licence { get; init; }

    /// <summary>Whether it needs no files.</summary>
    public bool IsBuiltIn { get; init; }

    /// <summary>Whether it can be loaded.</summary>
    public bool IsAvailable { get; init; }

    /// <summary>Where its files were found; null for a built-in or a missing set.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether its files are there but wrong.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>Whether <c>data download</c> can get it.</summary>
    public bool IsDownloadable { get; init; }

    /// <summary>The bytes of a download; null where they are not known.</summary>
    public long? DownloadBytes { get; init; }

    /// <summary>How to get a missing set, or what is wrong with its files; else null.</summary>
    public string? HowToGet { get; init; }

    /// <summary>Looks for all data sets.</summary>
    /// <param name="service">Knows where they come from.</param>
    /// <param name="dataRoots">The folders to look in.</param>
    public static IReadOnlyList<DatasetEntry> All(DataService service, IReadOnlyList<string> dataRoots) => [.. service.Names.Select(name => Of(service, name, dataRoots))];

    private static DatasetEntry Of(DataService service, string name, IReadOnlyList<string> dataRoots)
    {
        PublishedFacts facts = PublishedFacts.Find(name)!;
        DatasetAvailability found = DatasetCatalog.Find(name, dataRoots);
        DatasetSource? source = service.SourceOf(name);

        // Files that are there and wrong are no reason to get them from elsewhere: then what is said is what is wrong.
        bool isDamaged = !found.IsAvailable && found.PathsTried.Count == 0 && dataRoots.Count > 0;
        return new DatasetEntry
        {
            Name = name,
            Title = facts.Title,
            Shows = facts.Shows,
            Items = facts.Items,
            Classes = facts.Classes,
            Parts = facts.Parts,
            Licence = facts.Licence,
            IsBuiltIn = found.IsBuiltIn,
            IsAvailable = found.IsAvailable,
            Folder = found.Folder,
            IsDamaged = isDamaged,
            IsDownloadable = source is { IsDownloadable: true },
            DownloadBytes = source is { IsDownloadable: true } ? source.Size : null,
            HowToGet = found.IsAvailable ? null : isDamaged ? found.HowToGet : source?.Instructions ?? found.HowToGet,
        };
    }
}
