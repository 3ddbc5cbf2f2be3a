using System.Text.Json;

namespace DeepMetric.Tests.Golden;

/// <summary>Where we differ from the source of the golden cases on purpose: each rule stands, with its name, in docs/differences-from-pml.md.</summary>
internal static class GoldenDifferences
{
    public static IReadOnlyList<GoldenDifference> Rules { get; } =
    [
        new(
            "triplets-per-anchor",
            "Triplets have an anchor, so a per-anchor reduction of them is defined here, where the source refuses it.",
            ["TripletMarginLoss", "MarginLoss", "PerAnchorReducer"],
            golden => (golden.HasTag("PerAnchorReducer") || golden.HasTag("triplet")) && golden.Expected.TryGetProperty("throws", out _)),
        new(
            "lone-pairs",
            "A batch of at most one positive and at most one negative pair has the loss that its formula gives; the source takes it for empty.",
            [
                "NTXentLoss", "SupConLoss", "MultiSimilarityLoss", "CircleLoss", "LiftedStructureLoss", "GeneralizedLiftedStructureLoss", "IntraPairVarianceLoss", "TupletMarginLoss",
                "SignalToNoiseRatioContrastiveLoss",
            ],
            HasAtMostOnePairPerSide),
        new(
            "no-terms",
            "A mean over no terms is 0, with a gradient of 0; the source gives NaN.",
            ["MeanReducer", "ClassWeightedReducer", "PerAnchorReducer"],
            golden => golden.HasTag("no_entries") && GoldenCase.FieldOf(golden.Expected, "loss") is { } loss && double.IsNaN(GoldenCase.Number(loss))),
        new(
            "repeated-pairs",
            "A pair that is given twice is two terms of its anchor's mean; the source keeps the last and counts one.",
            ["PerAnchorReducer"],
            golden => golden.HasTag("repeated")),
        new(
            "one-part",
            "A reducer is given one part of a loss at a time, so there is no call with two that it could refuse.",
            ["MeanReducer"],
            golden => golden.Field("loss_dict") is { } parts && parts.EnumerateObject().Count() > 1 && golden.Expected.TryGetProperty("throws", out _)),
        new(
            "coinciding-points",
            "Where anchor, positive and negative coincide there is no angle; the source's distances are 1e-6 off 0 there, which makes it 27 degrees.",
            ["AngularMiner"],
            golden => golden.HasTag("duplicates")),
        new(
            "batches-not-lengths",
            "A sampler is told its batches, so there is no batch size that is not a multiple of the samples per class and no length below a batch.",
            ["MPerClassSampler"],
            golden => golden.Expected.TryGetProperty("throws", out _) && !NeedsMoreClassesThanThereAre(golden.Json.GetProperty("params"))),
        new(
            "mean-of-nothing",
            "A batch in which no anchor has a positive has a loss of 0; the source takes the mean of nothing, which is NaN.",
            ["NCALoss"],
            golden => golden.Expected.TryGetProperty("loss", out JsonElement loss) && loss.ValueKind == JsonValueKind.String && loss.GetString() == "NaN" && HasNoPositivePair(golden)),
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

    private static bool NeedsMoreClassesThanThereAre(JsonElement p) =>
        GoldenCase.FieldOf(p, "batch_size") is { } size && size.GetInt32() % p.GetProperty("m").GetInt32() == 0
        && size.GetInt32() / p.GetProperty("m").GetInt32() > GoldenCase.Integers(p.GetProperty("labels")).Distinct().Count();

    private static bool HasNoPositivePair(GoldenCase golden)
    {
        int[] labels = GoldenCase.Integers(golden.Json.GetProperty("labels"));
        return golden.Field("ref_labels") is { } reference ? !labels.Intersect(GoldenCase.Integers(reference)).Any() : labels.Distinct().Count() == labels.Length;
    }

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
