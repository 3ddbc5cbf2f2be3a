using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DeepMetric.Cli.Explaining;

/// <summary>A kind of things in the library that have names.</summary>
/// <param name="Plural">Such as <c>losses</c>.</param>
/// <param name="Singular">Such as <c>loss</c>.</param>
/// <param name="Entries">All of them, in the order to show them; each is described when it is asked for.</param>
internal sealed record CatalogKind(string Plural, string Singular, IReadOnlyList<CatalogKind.Entry> Entries)
{
    private static readonly (string Word, Action<SectionTexts, string> Set)[] Words =
    [
        ("Formula: ", (texts, text) => texts.Formula = text),
        ("When: ", (texts, text) => texts.When = text),
        ("Cost: ", (texts, text) => texts.Cost = text),
        ("Paper: ", (texts, text) => texts.Paper = text),
        ("Differs from it: ", (texts, text) => texts.Differences = text),
    ];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>All of them, described.</summary>
    public IEnumerable<CatalogItem> Items => Entries.Select(entry => entry.Item.Value);

    /// <summary>Named classes.</summary>
    /// <param name="plural">The kind, in the plural.</param>
    /// <param name="singular">The kind.</param>
    /// <param name="entries">The names and classes, and the record of options where the catalogue has one.</param>
    /// <param name="documentation">What is said of them.</param>
    public static CatalogKind OfEntries(string plural, string singular, IEnumerable<(string Name, Type Type, Type? Options)> entries, LibraryDocumentation documentation) =>
        new(plural, singular, [.. entries.Select(entry => Entry.Of(
            entry.Name, entry.Type, () => Describe(singular, entry.Name, entry.Type, documentation) with { ReadOptions = () => OptionsOf(entry.Type, entry.Options, documentation) }))]);

    /// <summary>What the documentation of a class says, in its sections.</summary>
    public static CatalogItem Describe(string kind, string name, Type type, LibraryDocumentation documentation)
    {
        var texts = new SectionTexts();
        foreach (string paragraph in documentation.Remarks(type))
        {
            (string word, Action<SectionTexts, string>? set) = Words.FirstOrDefault(section => paragraph.StartsWith(section.Word, StringComparison.Ordinal));
            if (set is null)
            {
                texts.Notes.Add(paragraph);
            }
            else
            {
                set(texts, paragraph[word.Length..]);
            }
        }

        return new CatalogItem
        {
            Kind = kind,
            Name = name,
            Class = type.Name,
            Summary = documentation.Summary(type),
            Formula = texts.Formula,
            When = texts.When,
            Cost = texts.Cost,
            Paper = texts.Paper,
            Differences = texts.Differences,
            Notes = texts.Notes,
        };
    }

    /// <summary>The public constructor that takes the most.</summary>
    public static ConstructorInfo? ConstructorOf(Type type) => type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length).FirstOrDefault();

    private static List<OptionFacts> OptionsOf(Type type, Type? record, LibraryDocumentation documentation)
    {
        var reader = new OptionReader(documentation);
        List<OptionFacts> options = record is not null
            ? [.. reader.OfRecord(record, JsonSerializer.SerializeToNode(Activator.CreateInstance(record), record, Json)!.AsObject())]
            : ConstructorOf(type) is { } constructor ? [.. reader.OfConstructor(constructor)] : [];
        options.AddRange(reader.OfProperties(type).Where(property => options.TrueForAll(option => !option.Name.Equals(property.Name, StringComparison.OrdinalIgnoreCase))));
        return options;
    }

    private sealed class SectionTexts
    {
        public string? Formula { get; set; }

        public string? When { get; set; }

        public string? Cost { get; set; }

        public string? Paper { get; set; }

        public string? Differences { get; set; }

        public List<string> Notes { get; } = [];
    }

    /// <summary>One of them.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Class">Its class.</param>
    /// <param name="Item">Its description.</param>
    internal sealed record Entry(string Name, string Class, Lazy<CatalogItem> Item)
    {
        /// <summary>A named class.</summary>
        public static Entry Of(string name, Type type, Func<CatalogItem> describe) => new(name, type.Name, new Lazy<CatalogItem>(describe));

        /// <summary>Whether it has a name, or its class has.</summary>
        public bool IsCalled(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase) || Class.Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
