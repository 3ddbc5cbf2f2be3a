using System.Text.Json.Nodes;

namespace DeepMetric.Miners;

/// <summary>The miners by name.</summary>
public static class MinerCatalog
{
    /// <summary>All miners, in the order to show them.</summary>
    public static IReadOnlyList<MinerEntry> Entries { get; } =
    [
        MinerEntry.Of<TripletMarginMinerOptions>(
            "triplet-margin", typeof(TripletMarginMiner), (o, s) => new TripletMarginMiner(o, s.Distance) { TuplesPerAnchor = s.TuplesPerAnchor, IgnoredLabel = s.IgnoredLabel }),
        MinerEntry.Of<NoOptions>("batch-hard", typeof(BatchHardMiner), (_, s) => new BatchHardMiner(s.Distance) { TuplesPerAnchor = s.TuplesPerAnchor, IgnoredLabel = s.IgnoredLabel }),
        MinerEntry.Of<BatchEasyHardMinerOptions>(
            "batch-easy-hard", typeof(BatchEasyHardMiner), (o, s) => new BatchEasyHardMiner(o, s.Distance) { TuplesPerAnchor = s.TuplesPerAnchor, IgnoredLabel = s.IgnoredLabel }),
        MinerEntry.Of<NHardMinerOptions>("n-hard", typeof(NHardMiner), (o, s) => new NHardMiner(o, s.Distance) { TuplesPerAnchor = s.TuplesPerAnchor, IgnoredLabel = s.IgnoredLabel }),
        MinerEntry.Of<PairMarginMinerOptions>(
            "pair-margin", typeof(PairMarginMiner), (o, s) => new PairMarginMiner(o, s.Distance) { TuplesPerAnchor = s.TuplesPerAnchor, IgnoredLabel = s.IgnoredLabel }),
        MinerEntry.Of<MultiSimilarityMinerOptions>(
            "multi-similarity", typeof(MultiSimilarityMiner), (o, s) => new MultiSimilarityMiner(o, s.Distance) { TuplesPerAnchor = s.TuplesPerAnchor, IgnoredLabel = s.IgnoredLabel }),
        MinerEntry.OfOwnDistance<DistanceWeightedMinerOptions>(
            "distance-weighted", typeof(DistanceWeightedMiner), (o, s) => new DistanceWeightedMiner(o) { TuplesPerAnchor = s.TuplesPerAnchor, IgnoredLabel = s.IgnoredLabel }),
        MinerEntry.OfOwnDistance<AngularMinerOptions>(
            "angular", typeof(AngularMiner), (o, s) => new AngularMiner(o) { TuplesPerAnchor = s.TuplesPerAnchor, IgnoredLabel = s.IgnoredLabel }),
        MinerEntry.Of<HDCMinerOptions>("hdc", typeof(HDCMiner), (o, s) => new HDCMiner(o, s.Distance) { TuplesPerAnchor = s.TuplesPerAnchor, IgnoredLabel = s.IgnoredLabel }),
        MinerEntry.Of<UniformHistogramMinerOptions>(
            "uniform-histogram", typeof(UniformHistogramMiner), (o, s) => new UniformHistogramMiner(o, s.Distance) { TuplesPerAnchor = s.TuplesPerAnchor, IgnoredLabel = s.IgnoredLabel }),
        MinerEntry.OfOwnDistance<NoOptions>("packaged-triplets", typeof(PackagedTripletsMiner), (_, s) => new PackagedTripletsMiner { TuplesPerAnchor = s.TuplesPerAnchor }),
    ];

    /// <summary>The names, in the order to show them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>The entry of a name.</summary>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public static MinerEntry Find(string name) => Entries.FirstOrDefault(candidate => candidate.Name == name)
        ?? throw new ArgumentException($"Expected one of the miners {string.Join(", ", Names)}, found '{name}'.", nameof(name));

    /// <summary>The options of a miner as JSON, with every value.</summary>
    /// <param name="name">A name of this catalogue.</param>
    /// <param name="options">Options that differ from the defaults: any property of the miner's option record.</param>
    /// <exception cref="ArgumentException">The name or an option is not known.</exception>
    public static JsonObject OptionsOf(string name, JsonObject? options = null) => OptionJson.Merge(name, Find(name).OptionsType, options);

    /// <summary>Creates a miner.</summary>
    /// <param name="name">A name of this catalogue.</param>
    /// <param name="options">Options that differ from the defaults, as JSON.</param>
    /// <param name="setting">Distance, limit and ignored label; null for the miner's own.</param>
    /// <exception cref="ArgumentException">The name or an option is not known, a value does not fit, or a distance is given to a miner that rests on its own.</exception>
    public static Miner Create(string name, JsonObject? options = null, MinerSetting? setting = null)
    {
        MinerEntry entry = Find(name);
        setting ??= new MinerSetting();
        return setting.Distance is null || entry.TakesDistance
            ? OptionJson.Create(name, entry.OptionsType, options, read => entry.Factory(read, setting))
            : throw new ArgumentException($"The miner {name} rests on a distance of its own; expected none, found {setting.Distance.GetType().Name}.", nameof(setting));
    }
}
