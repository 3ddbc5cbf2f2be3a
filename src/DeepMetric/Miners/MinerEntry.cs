using DeepMetric.Distances;

namespace DeepMetric.Miners;

/// <summary>A miner of the catalogue.</summary>
/// <param name="Name">Its name, as on the command line.</param>
/// <param name="MinerType">Its class.</param>
/// <param name="OptionsType">The record of its options.</param>
public sealed record MinerEntry(string Name, Type MinerType, Type OptionsType)
{
    /// <summary>Whether it takes another distance than its own.</summary>
    public bool TakesDistance { get; private init; }

    internal Func<object, MinerSetting, Miner> Factory { get; private init; } = null!;

    /// <summary>A miner of any distance.</summary>
    internal static MinerEntry Of<TOptions>(string name, Type type, Func<TOptions, MinerSetting, Miner> create)
        where TOptions : class, new() => new(name, type, typeof(TOptions)) { Factory = (options, setting) => create((TOptions)options, setting), TakesDistance = true };

    /// <summary>A miner that rests on a distance of its own.</summary>
    internal static MinerEntry OfOwnDistance<TOptions>(string name, Type type, Func<TOptions, MinerSetting, Miner> create)
        where TOptions : class, new() => Of(name, type, create) with { TakesDistance = false };
}

/// <summary>What a miner of the catalogue is created with besides its options.</summary>
/// <param name="Distance">The distance, best the loss's own, so that its matrix is computed once; null for the miner's default.</param>
/// <param name="TuplesPerAnchor">At most so many tuples per anchor; null for all.</param>
/// <param name="IgnoredLabel">The label of items of no known class; null to treat every label alike.</param>
public sealed record MinerSetting(Distance? Distance = null, int? TuplesPerAnchor = null, long? IgnoredLabel = -1);
