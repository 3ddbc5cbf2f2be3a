using System.Text.Json;
using DeepMetric.Distances;
using DeepMetric.Miners;

namespace DeepMetric.Tests.Golden;

/// <summary>Builds miners from their description in a golden case: the miner of the case itself, or one inside of a loss.</summary>
internal static class GoldenMiners
{
    /// <summary>The miner of a component.</summary>
    public static Miner Create(JsonElement component) => Create(
        component.GetProperty("class").GetString()!, component.GetProperty("params"), GoldenCase.FieldOf(component, "distance") is { } distance ? GoldenComponents.Distance(distance) : null);

    /// <summary>The miner of a class, with its parameters.</summary>
    public static Miner Create(string name, JsonElement p, Distance? distance)
    {
        double Number(string parameter) => p.GetProperty(parameter).GetDouble();
        return name switch
        {
            "AngularMiner" => new AngularMiner(new() { Angle = Number("angle") }) { IgnoredLabel = null },
            "BatchEasyHardMiner" => new BatchEasyHardMiner(
                EasyHard(p, Strategy(p, "pos_strategy"), Strategy(p, "neg_strategy")), distance)
            { IgnoredLabel = null },
            "BatchHardMiner" when Range(p, "allowed_pos_range") is null && Range(p, "allowed_neg_range") is null => new BatchHardMiner(distance) { IgnoredLabel = null },
            "BatchHardMiner" => new BatchEasyHardMiner(EasyHard(p, MiningStrategy.Hard, MiningStrategy.Hard), distance) { IgnoredLabel = null },
            "HDCMiner" => new HDCMiner(new() { KeptShare = Number("filter_percentage") }, distance) { IgnoredLabel = null },
            "MultiSimilarityMiner" => new MultiSimilarityMiner(new() { Epsilon = Number("epsilon") }, distance) { IgnoredLabel = null },
            "PairMarginMiner" => new PairMarginMiner(new() { PositiveMargin = Number("pos_margin"), NegativeMargin = Number("neg_margin") }, distance) { IgnoredLabel = null },
            "TripletMarginMiner" => new TripletMarginMiner(
                new() { Margin = Number("margin"), Kind = Enum.Parse<TripletKind>(p.GetProperty("type_of_triplets").GetString()!, ignoreCase: true) }, distance)
            { IgnoredLabel = null },
            "EmbeddingsAlreadyPackagedAsTriplets" => new PackagedTripletsMiner(),
            _ => throw new InvalidOperationException($"no miner {name}"),
        };
    }

    private static BatchEasyHardMinerOptions EasyHard(JsonElement p, MiningStrategy positives, MiningStrategy negatives) => new()
    {
        Positives = positives,
        Negatives = negatives,
        PositivesFrom = Range(p, "allowed_pos_range")?[0],
        PositivesTo = Range(p, "allowed_pos_range")?[1],
        NegativesFrom = Range(p, "allowed_neg_range")?[0],
        NegativesTo = Range(p, "allowed_neg_range")?[1],
    };

    private static MiningStrategy Strategy(JsonElement p, string parameter) => Enum.Parse<MiningStrategy>(p.GetProperty(parameter).GetString()!, ignoreCase: true);

    private static double[]? Range(JsonElement p, string parameter) => GoldenCase.FieldOf(p, parameter) is { } range ? GoldenCase.Vector(range) : null;
}
