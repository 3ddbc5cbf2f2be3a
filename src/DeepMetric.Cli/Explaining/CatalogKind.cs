using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DeepMetric.Cli.Explaining;

/// <summary>A kind of things in the library that have names.</summary>
/// <param name="Plural">Such as <c>losses</c>.</param>
/// <param name="Singular">Such as <c>loss</c>.</param>
/// <param name="Items">All of them, in the order to show them.</param>
internal sealed record CatalogKind(string Plural, string Singular, IReadOnlyList<CatalogItem> Items)
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

    /// <summary>The public classes of a namespace that end in a word: <c>LpDistance</c> is the distance <c>lp</c>.</summary>
    /// <param name="plural">The kind, in the plural.</param>
    /// <param name="singular">The kind.</param>
    /// <param name="space">The namespace.</param>
    /// <param name="documentation">What is said of them.</param>
    public static CatalogKind OfNamespace(string plural, string singular, string space, LibraryDocumentation documentation)
    {
        string suffix = char.ToUpperInvariant(singular[0]) + singular[1..];
        Type[] types = [.. typeof(Losses.MetricLoss).Assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.Namespace == space && EndOf(type.Name, suffix) is not null)];
        return OfEntries(plural, singular, types.Select(type => (NameOf(type.Name[..^EndOf(type.Name, suffix)!.Length]), type)), documentation);
    }

    /// <summary>Named classes.</summary>
    /// <param name="plural">The kind, in the plural.</param>
    /// <param name="singular">The kind.</param>
    /// <param name="entries">The names and classes.</param>
    /// <param name="documentation">What is said of them.</param>
    public static CatalogKind OfEntries(string plural, string singular, IEnumerable<(string Name, Type Type)> entries, LibraryDocumentation documentation) =>
        new(plural, singular, [.. entries.Select(entry => Describe(singular, entry.Name, entry.Type, documentation) with { Options = OptionsOf(entry.Type, documentation) })]);

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

    private static List<OptionFacts> OptionsOf(Type type, LibraryDocumentation documentation)
    {
        var reader = new OptionReader(documentation);
        var options = new List<OptionFacts>();
        ConstructorInfo? constructor = ConstructorOf(type);
        Type? record = constructor?.GetParameters().Select(parameter => parameter.ParameterType).FirstOrDefault(candidate => candidate.Name == type.Name + "Options");
        if (record is not null)
        {
            options.AddRange(reader.OfRecord(record, JsonSerializer.SerializeToNode(Activator.CreateInstance(record), record, Json)!.AsObject()));
        }

        options.AddRange(constructor is null ? [] : reader.OfConstructor(constructor).Where(option => record is null || option.Name != "options"));
        options.AddRange(reader.OfProperties(type).Where(property => options.TrueForAll(option => option.Name != property.Name)));
        return options;
    }

    /// <summary>A similarity is a distance too.</summary>
    private static string? EndOf(string name, string suffix) =>
        name.EndsWith(suffix, StringComparison.Ordinal) ? suffix
        : suffix == "Distance" && name.EndsWith("Similarity", StringComparison.Ordinal) ? "Similarity"
        : suffix == "Reducer" && name.EndsWith("Reducers", StringComparison.Ordinal) ? "Reducers" : null;

    private static string NameOf(string words) => JsonNamingPolicy.KebabCaseLower.ConvertName(words);

    private sealed class SectionTexts
    {
        public string? Formula { get; set; }

        public string? When { get; set; }

        public string? Cost { get; set; }

        public string? Paper { get; set; }

        public string? Differences { get; set; }

        public List<string> Notes { get; } = [];
    }
}
