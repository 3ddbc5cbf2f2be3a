using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeepMetric.Distances;
using DeepMetric.Lab.Runner;
using DeepMetric.Losses;
using DeepMetric.Miners;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using DeepMetric.Samplers;

namespace DeepMetric.Cli.Explaining;

/// <summary>Everything of the library that has a name; nothing here needs libtorch.</summary>
internal static class LibraryCatalog
{
    private static readonly Lazy<IReadOnlyList<CatalogKind>> Read = new(() => ReadFrom(LibraryDocumentation.Embedded));

    /// <summary>The kinds, in the order in which a name is looked up.</summary>
    public static IReadOnlyList<CatalogKind> Kinds => Read.Value;

    /// <summary>The kinds' names, without reading what they hold.</summary>
    public static IReadOnlyList<string> KindNames { get; } = ["losses", "miners", "distances", "reducers", "regularizers", "samplers"];

    /// <summary>All losses.</summary>
    public static IReadOnlyList<CatalogItem> Losses => [.. Kinds[0].Items];

    /// <summary>Everything of a name, or of a class's name; none where nothing has it.</summary>
    public static IReadOnlyList<CatalogItem> Find(string name) => [.. Kinds.SelectMany(kind => kind.Entries).Where(entry => entry.IsCalled(name)).Select(entry => entry.Item.Value)];

    /// <summary>Whether anything has a name.</summary>
    public static bool Has(string name) => Kinds.SelectMany(kind => kind.Entries).Any(entry => entry.IsCalled(name));

    private static IReadOnlyList<CatalogKind> ReadFrom(LibraryDocumentation documentation) =>
    [
        new("losses", "loss", [.. LossCatalog.Entries.Select(entry => CatalogKind.Entry.Of(entry.Name, entry.LossType, () => DescribeLoss(entry, documentation)))]),
        CatalogKind.OfEntries("miners", "miner", MinerCatalog.Entries.Select(entry => (entry.Name, entry.MinerType, (Type?)entry.OptionsType)), documentation),
        CatalogKind.OfEntries("distances", "distance", DistanceCatalog.Entries.Select(entry => (entry.Name, entry.DistanceType, (Type?)entry.OptionsType)), documentation),
        CatalogKind.OfEntries("reducers", "reducer", ReducerCatalog.Entries.Select(entry => (entry.Name, entry.ReducerType, (Type?)entry.OptionsType)), documentation),
        CatalogKind.OfEntries("regularizers", "regularizer", RegularizerCatalog.Entries.Select(entry => (entry.Name, entry.RegularizerType, (Type?)null)), documentation),
        CatalogKind.OfEntries("samplers", "sampler", SamplerCatalog.Entries.Select(entry => (entry.Name, entry.SamplerType, (Type?)entry.OptionsType)), documentation),
    ];

    private static CatalogItem DescribeLoss(LossEntry entry, LibraryDocumentation documentation)
    {
        return CatalogKind.Describe("loss", entry.Name, entry.LossType, documentation) with
        {
            Term = entry.Unit?.ToString().ToLowerInvariant(),
            LearnsWeights = entry.NeedsDimensions,
            ReadParts = () => PartsOf(entry, documentation),
            ReadOptions = () => OptionsOf(entry, documentation),
            Traits = TraitsOf(entry.Traits, documentation),
        };
    }

    private static IReadOnlyList<OptionFacts> OptionsOf(LossEntry entry, LibraryDocumentation documentation)
    {
        Dictionary<string, JsonObject> forms = new()
        {
            [FormNames.Paper] = LossCatalog.OptionsOf(entry.Name, LossForm.Paper),
            [FormNames.Pml] = LossCatalog.OptionsOf(entry.Name, LossForm.Pml),
        };
        return [.. new OptionReader(documentation).OfRecord(entry.OptionsType, LossCatalog.OptionsOf(entry.Name, LossForm.AuthorCode), forms)];
    }

    private static List<PartFacts> PartsOf(LossEntry entry, LibraryDocumentation documentation)
    {
        ConstructorInfo? constructor = CatalogKind.ConstructorOf(entry.LossType);
        IEnumerable<ParameterInfo> parts = constructor?.GetParameters().Where(parameter => parameter.Name is "distance" or "reducer" || (parameter.Name == "dimensions" && entry.NeedsDimensions)) ?? [];
        return [.. parts.Select(part => new PartFacts(part.Name!, documentation.Parameter(constructor!, part.Name!))).Where(part => part.Text.Length > 0)];
    }

    private static TraitFacts[] TraitsOf(LossTraits traits, LibraryDocumentation documentation) =>
    [
        .. Enum.GetValues<LossTraits>().Where(trait => trait != LossTraits.None && traits.HasFlag(trait)).Select(trait => new TraitFacts(
            JsonNamingPolicy.KebabCaseLower.ConvertName(trait.ToString()),
            documentation.Summary(typeof(LossTraits).GetField(trait.ToString())!),
            [.. LossLaw.All.Where(law => law.ExceptedBy.HasFlag(trait)).Select(law => law.Statement)])),
    ];
}
