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

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.LiftedStructureLoss", MemberType = typeof(GoldenFile))]
    public void LiftedStructureLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("LiftedStructureLoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        LiftedStructureLossOptions options = new() { NegativeMargin = GoldenLoss.Param(golden, "neg_margin"), PositiveMargin = GoldenLoss.Param(golden, "pos_margin"), ReferenceHoldsSameItems = true };
        return new LiftedStructureLoss(options, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.GeneralizedLiftedStructureLoss", MemberType = typeof(GoldenFile))]
    public void GeneralizedLiftedStructureLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("GeneralizedLiftedStructureLoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        GeneralizedLiftedStructureLossOptions options = new() { NegativeMargin = GoldenLoss.Param(golden, "neg_margin"), PositiveMargin = GoldenLoss.Param(golden, "pos_margin") };
        return new GeneralizedLiftedStructureLoss(options, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.NCALoss", MemberType = typeof(GoldenFile))]
    public void NCALoss_equals_the_golden_cases(string id) => GoldenLoss.Check("NCALoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        NCALossOptions options = new() { SoftmaxScale = GoldenLoss.Param(golden, "softmax_scale") };
        return new NCALoss(options, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.NPairsLoss", MemberType = typeof(GoldenFile))]
    public void NPairsLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("NPairsLoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        return new NPairsLoss(null, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.IntraPairVarianceLoss", MemberType = typeof(GoldenFile))]
    public void IntraPairVarianceLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("IntraPairVarianceLoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        IntraPairVarianceLossOptions options = new() { PositiveEpsilon = GoldenLoss.Param(golden, "pos_eps"), NegativeEpsilon = GoldenLoss.Param(golden, "neg_eps") };
        return new IntraPairVarianceLoss(options, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.InstanceLoss", MemberType = typeof(GoldenFile))]
    public void InstanceLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("InstanceLoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        InstanceLossOptions options = new() { Gamma = GoldenLoss.Param(golden, "gamma"), Targets = InstanceTargets.LabelRank };
        return new InstanceLoss(options, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.TupletMarginLoss", MemberType = typeof(GoldenFile))]
    public void TupletMarginLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("TupletMarginLoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        TupletMarginLossOptions options = new() { MarginDegrees = GoldenLoss.Param(golden, "margin"), Scale = GoldenLoss.Param(golden, "scale") };
        return new TupletMarginLoss(options, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.SignalToNoiseRatioContrastiveLoss", MemberType = typeof(GoldenFile))]
    public void SignalToNoiseRatioContrastiveLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("SignalToNoiseRatioContrastiveLoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        SignalToNoiseRatioContrastiveLossOptions options = new() { NegativeMargin = GoldenLoss.Param(golden, "neg_margin"), PositiveMargin = GoldenLoss.Param(golden, "pos_margin") };
        return new SignalToNoiseRatioContrastiveLoss(options, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.ThresholdConsistentMarginLoss", MemberType = typeof(GoldenFile))]
    public void ThresholdConsistentMarginLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("ThresholdConsistentMarginLoss", id, golden =>
    {
        // The source averages over the hard pairs inside the loss, whatever the reducer; here that mean is the default reducer's.
        (var distance, _, var regularizer, double weight) = GoldenLoss.Components(golden);
        ThresholdConsistentMarginLossOptions options = new()
        {
            PositiveWeight = GoldenLoss.Param(golden, "lambda_plus"),
            NegativeWeight = GoldenLoss.Param(golden, "lambda_minus"),
            PositiveMargin = GoldenLoss.Param(golden, "margin_plus"),
            NegativeMargin = GoldenLoss.Param(golden, "margin_minus"),
        };
        return new ThresholdConsistentMarginLoss(options, distance, null, regularizer, weight) { IgnoredLabel = null };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.RankedListLoss", MemberType = typeof(GoldenFile))]
    public void RankedListLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("RankedListLoss", id, golden =>
    {
        RankedListLossOptions options = new()
        {
            Margin = GoldenLoss.Param(golden, "margin"),
            NegativeBoundary = GoldenCase.FieldOf(golden.Json.GetProperty("params"), "alpha")?.GetDouble(),
            Imbalance = GoldenLoss.Param(golden, "imbalance"),
            PositiveTemperature = GoldenLoss.Param(golden, "Tp"),
            NegativeTemperature = GoldenLoss.Param(golden, "Tn"),
        };
        if (golden.Field("reducer") is null)
        {
            // A constructor that fails: nothing but the loss's own parameters is given.
            return new RankedListLoss(options);
        }

        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        return new RankedListLoss(options, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    });
}
