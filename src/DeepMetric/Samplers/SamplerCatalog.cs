using System.Text.Json.Nodes;

namespace DeepMetric.Samplers;

/// <summary>What a sampler of the catalogue samples from.</summary>
/// <param name="Labels">The class of each item.</param>
/// <param name="Categories">The category of each item, a coarser label; null where there is none.</param>
/// <param name="Seed">Decides every draw.</param>
public sealed record SamplerSetting(IReadOnlyList<long> Labels, IReadOnlyList<long>? Categories, ulong Seed)
{
    internal IReadOnlyList<long> Required => Categories ?? throw new ArgumentException("Expected a category for each item, found none.");
}

/// <summary>A sampler of the catalogue.</summary>
/// <param name="Name">Its name, as on the command line.</param>
/// <param name="SamplerType">Its class.</param>
/// <param name="OptionsType">The record of its options.</param>
public sealed record SamplerEntry(string Name, Type SamplerType, Type OptionsType)
{
    /// <summary>Whether it has to know the categories of the items.</summary>
    public bool NeedsCategories { get; init; }

    internal Func<object, SamplerSetting, BatchSampler> Factory { get; private init; } = null!;

    internal static SamplerEntry Of<TOptions>(string name, Type type, Func<TOptions, SamplerSetting, BatchSampler> create)
        where TOptions : class, new() => new(name, type, typeof(TOptions)) { Factory = (options, setting) => create((TOptions)options, setting) };
}

/// <summary>The samplers by name.</summary>
public static class SamplerCatalog
{
    /// <summary>All samplers, in the order to show them.</summary>
    public static IReadOnlyList<SamplerEntry> Entries { get; } =
    [
        SamplerEntry.Of<ClassBalancedSamplerOptions>("class-balanced", typeof(ClassBalancedSampler), (o, s) =>
            new ClassBalancedSampler(s.Labels, o.ClassesPerBatch, o.SamplesPerClass, s.Seed) { Batches = o.Batches, RepeatsItems = o.RepeatsItems }),
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
