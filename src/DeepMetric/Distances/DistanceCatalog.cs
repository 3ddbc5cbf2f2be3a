using System.Text.Json.Nodes;

namespace DeepMetric.Distances;

/// <summary>The distances by name.</summary>
public static class DistanceCatalog
{
    /// <summary>All distances, in the order to show them.</summary>
    public static IReadOnlyList<DistanceEntry> Entries { get; } =
    [
        DistanceEntry.Of<LpDistanceOptions>("lp", typeof(LpDistance), o => new LpDistance(o.P, o.Power, o.Normalize)),
        DistanceEntry.Of<CosineSimilarityOptions>("cosine", typeof(CosineSimilarity), o => new CosineSimilarity(o.Power)),
        DistanceEntry.Of<DotProductSimilarityOptions>("dot-product", typeof(DotProductSimilarity), o => new DotProductSimilarity(o.Normalize, o.Power)),
        DistanceEntry.Of<SignalToNoiseDistanceOptions>("signal-to-noise", typeof(SignalToNoiseDistance), o => new SignalToNoiseDistance(o.Normalize, o.Power)),
    ];

    /// <summary>The names, in the order to show them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>The entry of a name.</summary>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public static DistanceEntry Find(string name) => Entries.FirstOrDefault(candidate => candidate.Name == name)
        ?? throw new ArgumentException($"Expected one of the distances {string.Join(", ", Names)}, found '{name}'.", nameof(name));

    /// <summary>The options of a distance as JSON, with every value.</summary>
    /// <exception cref="ArgumentException">The name or an option is not known.</exception>
    public static JsonObject OptionsOf(string name, JsonObject? options = null) => OptionJson.Merge(name, Find(name).OptionsType, options);

    /// <summary>Creates a distance.</summary>
    /// <param name="name">A name of this catalogue.</param>
    /// <param name="options">Options that differ from the defaults, as JSON.</param>
    /// <exception cref="ArgumentException">The name or an option is not known, or a value does not fit.</exception>
    public static Distance Create(string name, JsonObject? options = null)
    {
        DistanceEntry entry = Find(name);
        return OptionJson.Create(name, entry.OptionsType, options, entry.Factory);
    }
}
