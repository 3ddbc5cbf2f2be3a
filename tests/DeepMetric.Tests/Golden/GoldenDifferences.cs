namespace DeepMetric.Tests.Golden;

/// <summary>Where we differ from the source of the golden cases on purpose: each rule stands, with its name, in docs/differences-from-pml.md.</summary>
internal static class GoldenDifferences
{
    public static IReadOnlyList<GoldenDifference> Rules { get; } =
    [
        new(
            "triplets-per-anchor",
            "Triplets have an anchor, so a per-anchor reduction of them is defined here, where the source refuses it.",
            ["TripletMarginLoss"],
            golden => golden.HasTag("PerAnchorReducer") && golden.Expected.TryGetProperty("throws", out _)),
        new(
            "lone-pairs",
            "A batch of at most one positive and at most one negative pair has the loss that its formula gives; the source takes it for empty.",
            ["NTXentLoss", "SupConLoss"],
            HasAtMostOnePairPerSide),
        new(
            "manifold-labels",
            "Labels name the classes, and classes the proxies, as for every loss with proxies; the source takes the proxies in place of index tuples and refuses labels.",
            ["ManifoldLoss"],
            golden => golden.Field("labels") is not null && golden.Expected.TryGetProperty("throws", out _)),
        new(
            "coincident-centers",
            "Two equal centers are 0 apart with a gradient of 0; the source has what rounding leaves of the root of 2 - 2 cos.",
            ["SparseCentersRegularizer"],
            golden => golden.HasTag("duplicates")),
    ];

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
