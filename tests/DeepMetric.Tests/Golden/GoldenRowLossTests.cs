using DeepMetric.Losses;

namespace DeepMetric.Tests.Golden;

/// <summary>The losses over pairs whose terms belong to an anchor, against PyTorch Metric Learning.</summary>
public sealed class GoldenRowLossTests
{
    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.MultiSimilarityLoss", MemberType = typeof(GoldenFile))]
    public void MultiSimilarityLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("MultiSimilarityLoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        MultiSimilarityLossOptions options = new() { Alpha = GoldenLoss.Param(golden, "alpha"), Beta = GoldenLoss.Param(golden, "beta"), Base = GoldenLoss.Param(golden, "base") };
        return new MultiSimilarityLoss(options, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.CircleLoss", MemberType = typeof(GoldenFile))]
    public void CircleLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("CircleLoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        CircleLossOptions options = new() { Margin = GoldenLoss.Param(golden, "m"), Scale = GoldenLoss.Param(golden, "gamma") };
        return new CircleLoss(options, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    });
}
