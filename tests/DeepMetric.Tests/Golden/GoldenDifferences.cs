namespace DeepMetric.Tests.Golden;

/// <summary>Where we differ from the source of the golden cases on purpose: each rule stands, with its name, in docs/differences-from-pml.md.</summary>
internal static class GoldenDifferences
{
    public static IReadOnlyList<GoldenDifference> Rules { get; } =
    [
        new(
            "triplets-per-anchor",
            "Triplets have an anchor, so a per-anchor reduction of them is defined here, where the source refuses it.",
            ["TripletMarginLoss", "MarginLoss"],
            golden => golden.HasTag("PerAnchorReducer") && golden.Expected.TryGetProperty("throws", out _)),
        new(
            "lone-pairs",
            "A batch of at most one positive and at most one negative pair has the loss that its formula gives; the source takes it for empty.",
            ["NTXentLoss", "SupConLoss"],
            HasAtMostOnePairPerSide),
        new(
            "ranks-of-a-reference",
            "Rankings and histograms of a reference set are defined, where the source refuses a reference set.",
            ["FastAPLoss", "HistogramLoss", "PNPLoss"],
            golden => Throws(golden) && golden.Field("ref_embeddings") is not null),
        new(
            "ranks-of-chosen-pairs",
            "Rankings of the pairs that index tuples choose are defined, where the source refuses index tuples.",
            ["PNPLoss"],
            golden => Throws(golden) && golden.Field("indices_tuple") is not null),
        new(
            "labels-left-alone",
            "Labels that a batch carries are not looked at, where the source refuses a batch with labels.",
            ["VICRegLoss"],
            golden => Throws(golden) && golden.Field("labels") is not null && golden.Field("indices_tuple") is null),
        new(
            "variance-of-one",
            "A single item has no variance: what rests on one is left out, where the source's loss is no number.",
            ["VICRegLoss"],
            golden => golden.Field("embeddings") is { } rows && rows.GetArrayLength() == 1),
        new(
            "any-loss-inside",
            "Any loss that goes by labels can be trained on two views, where the source knows a list of losses.",
            ["SelfSupervisedLoss"],
            golden => Throws(golden) && golden.Expected.GetProperty("message").GetString()!.Contains("not supported for", StringComparison.Ordinal)),
    ];

    private static bool Throws(GoldenCase golden) => golden.Expected.TryGetProperty("throws", out _);

    private static bool HasAtMostOnePairPerSide(GoldenCase golden) =>
        golden.Field("indices_tuple") is { } tuples
        && tuples.EnumerateArray().All(list => list.GetArrayLength() <= 1)
        && tuples.EnumerateArray().Any(list => list.GetArrayLength() == 1);


    /// <summary>Skips the test where a rule excepts the case.</summary>
    public static void SkipIfExcepted(GoldenCase golden)
    {
        GoldenDifference? rule = Rules.FirstOrDefault(rule => rule.Excepts(golden));
        Assert.SkipWhen(rule is not null, $"{rule?.Name}: {rule?.Reason}");
    }
}

/// <summary>One rule: a class and a condition, never a case's name.</summary>
/// <param name="Name">Its name in the documentation.</param>
/// <param name="Reason">Why we differ.</param>
/// <param name="Classes">The classes that it is about; empty for all.</param>
/// <param name="Condition">What a case must be.</param>
internal sealed record GoldenDifference(string Name, string Reason, IReadOnlyList<string> Classes, Func<GoldenCase, bool> Condition)
{
    public bool Excepts(GoldenCase golden) => (Classes.Count == 0 || Classes.Contains(golden.Class)) && Condition(golden);
}
