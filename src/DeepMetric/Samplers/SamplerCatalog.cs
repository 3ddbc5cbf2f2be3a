using System.Text.Json.Nodes;
using DeepMetric.Losses;

namespace DeepMetric.Samplers;

/// <summary>The samplers by name.</summary>
public static class SamplerCatalog
{
    /// <summary>All samplers, in the order to show them.</summary>
    public static IReadOnlyList<SamplerEntry> Entries { get; } =
    [
        SamplerEntry.Of<ClassBalancedSamplerOptions>("class-balanced", typeof(ClassBalancedSampler), (o, s) =>
            new ClassBalancedSampler(s.Labels, OptionChecks.Checked(o).ClassesPerBatch, o.SamplesPerClass, s.Seed) { Batches = o.Batches, RepeatsItems = o.RepeatsItems }),
        SamplerEntry.Of<CategoryBalancedSamplerOptions>("category-balanced", typeof(CategoryBalancedSampler), (o, s) =>
            new CategoryBalancedSampler(s.Labels, s.Required, o, s.Seed)) with { NeedsCategories = true },
        SamplerEntry.Of<HierarchicalSamplerOptions>("hierarchical", typeof(HierarchicalSampler), (o, s) =>
            new HierarchicalSampler(s.Labels, s.Required, o, s.Seed)) with { NeedsCategories = true },
        SamplerEntry.Of<WeightedSamplerOptions>("weighted", typeof(WeightedSampler), (o, s) => WeightedSampler.OfClasses(s.Labels, o, s.Seed)),
        SamplerEntry.Of<FixedTripletsSamplerOptions>("fixed-triplets", typeof(FixedTripletsSampler), (o, s) => new FixedTripletsSampler(s.Labels, o, s.Seed)),
        SamplerEntry.Of<FixedPairsSamplerOptions>("fixed-pairs", typeof(FixedPairsSampler), (o, s) => new FixedPairsSampler(s.Labels, o, s.Seed)),
    ];

    /// <summary>The names, in the order to show them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>The entry of a name.</summary>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public static SamplerEntry Find(string name) => Entries.FirstOrDefault(candidate => candidate.Name == name)
        ?? throw new ArgumentException($"Expected one of the samplers {string.Join(", ", Names)}, found '{name}'.", nameof(name));

    /// <summary>The options of a sampler as JSON, with every value.</summary>
    /// <exception cref="ArgumentException">The name or an option is not known.</exception>
    public static JsonObject OptionsOf(string name, JsonObject? options = null) => OptionJson.Merge(name, Find(name).OptionsType, options);

    /// <summary>Creates a sampler; a weighted one with every class equally likely.</summary>
    /// <param name="name">A name of this catalogue.</param>
    /// <param name="setting">Labels, categories and seed.</param>
    /// <param name="options">Options that differ from the defaults, as JSON.</param>
    /// <exception cref="ArgumentException">The name or an option is not known, a value does not fit, or categories are needed and not given.</exception>
    public static BatchSampler Create(string name, SamplerSetting setting, JsonObject? options = null)
    {
        ArgumentNullException.ThrowIfNull(setting);
        SamplerEntry entry = Find(name);
        return OptionJson.Create(name, entry.OptionsType, options, read => entry.Factory(read, setting));
    }
}
