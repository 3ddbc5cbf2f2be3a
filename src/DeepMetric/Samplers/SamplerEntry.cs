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
