using System.Text.Json;
using DeepMetric.Losses;

namespace DeepMetric.Tests.Golden;

/// <summary>The two losses against PyTorch Metric Learning.</summary>
public sealed class GoldenLossTests
{
    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.ContrastiveLoss", MemberType = typeof(GoldenFile))]
    public void ContrastiveLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("ContrastiveLoss", id, Contrastive);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.TripletMarginLoss", MemberType = typeof(GoldenFile))]
    public void TripletMarginLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("TripletMarginLoss", id, Triplet);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.NTXentLoss", MemberType = typeof(GoldenFile))]
    public void NTXentLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("NTXentLoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        return new NTXentLoss(new() { Temperature = GoldenLoss.Param(golden, "temperature") }, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.SupConLoss", MemberType = typeof(GoldenFile))]
    public void SupConLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("SupConLoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        return new SupConLoss(new() { Temperature = GoldenLoss.Param(golden, "temperature") }, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    });

    private static ContrastiveLoss Contrastive(GoldenCase golden)
    {
        JsonElement p = golden.Json.GetProperty("params");
        ContrastiveLossOptions options = ContrastiveLossOptions.Of(LossForm.Pml) with
        {
            PositiveMargin = p.GetProperty("pos_margin").GetDouble(),
            NegativeMargin = p.GetProperty("neg_margin").GetDouble(),
        };
        return new ContrastiveLoss(
            options,
            GoldenComponents.Distance(golden.Json.GetProperty("distance")),
            GoldenComponents.Reducer(golden.Json.GetProperty("reducer")),
            GoldenComponents.Regularizer(golden.Field("embedding_regularizer")),
            golden.Field("embedding_reg_weight")?.GetDouble() ?? 1)
        {
            IgnoredLabel = null,
        };
    }

    private static TripletMarginLoss Triplet(GoldenCase golden)
    {
        JsonElement p = golden.Json.GetProperty("params");
        Assert.Equal("all", p.GetProperty("triplets_per_anchor").GetString());
        var options = new TripletMarginLossOptions
        {
            Margin = p.GetProperty("margin").GetDouble(),
            Swap = p.GetProperty("swap").GetBoolean(),
            Smooth = p.GetProperty("smooth_loss").GetBoolean(),
        };
        return new TripletMarginLoss(
            options,
            GoldenComponents.Distance(golden.Json.GetProperty("distance")),
            GoldenComponents.Reducer(golden.Json.GetProperty("reducer")),
            GoldenComponents.Regularizer(golden.Field("embedding_regularizer")),
            golden.Field("embedding_reg_weight")?.GetDouble() ?? 1)
        {
            IgnoredLabel = null,
        };
    }
}
