using System.Text.Json;
using DeepMetric.Losses;
using DeepMetric.Reducers;

namespace DeepMetric.Tests.Golden;

/// <summary>Builds losses from their description in a golden case: the loss of the case itself, or one inside of another.</summary>
internal static class GoldenLosses
{
    /// <summary>The loss of a component; a class that is not known skips the test.</summary>
    public static MetricLoss Create(JsonElement component)
    {
        JsonElement p = component.GetProperty("params");
        double Number(string name) => p.GetProperty(name).GetDouble();
        DeepMetric.Distances.Distance? distance = GoldenCase.FieldOf(component, "distance") is { } given ? GoldenComponents.Distance(given) : null;
        Reducer reducer = GoldenComponents.Reducer(component.GetProperty("reducer"));
        string name = component.GetProperty("class").GetString()!;
        MetricLoss? loss = name switch
        {
            "ContrastiveLoss" => new ContrastiveLoss(
                ContrastiveLossOptions.Of(LossForm.Pml) with { PositiveMargin = Number("pos_margin"), NegativeMargin = Number("neg_margin") }, distance, reducer)
            { IgnoredLabel = null },
            "TripletMarginLoss" => new TripletMarginLoss(
                new() { Margin = Number("margin"), Swap = p.GetProperty("swap").GetBoolean(), Smooth = p.GetProperty("smooth_loss").GetBoolean() }, distance, reducer)
            { IgnoredLabel = null },
            "NTXentLoss" => new NTXentLoss(new() { Temperature = Number("temperature") }, distance, reducer) { IgnoredLabel = null },
            "SupConLoss" => new SupConLoss(new() { Temperature = Number("temperature") }, distance, reducer) { IgnoredLabel = null },
            "AngularLoss" => new AngularLoss(new() { Alpha = Number("alpha"), NormalizeNegatives = false }, reducer) { IgnoredLabel = null },
            "MarginLoss" => Margin(p, distance, reducer),
            "CircleLoss" => new CircleLoss(new() { Margin = Number("m"), Scale = Number("gamma") }, distance, reducer) { IgnoredLabel = null },
            "IntraPairVarianceLoss" => new IntraPairVarianceLoss(new() { PositiveEpsilon = Number("pos_eps"), NegativeEpsilon = Number("neg_eps") }, distance, reducer) { IgnoredLabel = null },
            "MultiSimilarityLoss" => new MultiSimilarityLoss(new() { Alpha = Number("alpha"), Beta = Number("beta"), Base = Number("base") }, distance, reducer) { IgnoredLabel = null },
            "NCALoss" => new NCALoss(new() { SoftmaxScale = Number("softmax_scale") }, distance, reducer) { IgnoredLabel = null },
            "TupletMarginLoss" => new TupletMarginLoss(new() { MarginDegrees = Number("margin"), Scale = Number("scale") }, distance, reducer) { IgnoredLabel = null },
            "GeneralizedLiftedStructureLoss" => new GeneralizedLiftedStructureLoss(
                new() { NegativeMargin = Number("neg_margin"), PositiveMargin = Number("pos_margin") }, distance, reducer)
            { IgnoredLabel = null },
            "LiftedStructureLoss" => new LiftedStructureLoss(
                new() { NegativeMargin = Number("neg_margin"), PositiveMargin = Number("pos_margin"), ReferenceHoldsSameItems = true }, distance, reducer)
            { IgnoredLabel = null },
            "SignalToNoiseRatioContrastiveLoss" => new SignalToNoiseRatioContrastiveLoss(
                new() { NegativeMargin = Number("neg_margin"), PositiveMargin = Number("pos_margin") }, distance, reducer)
            { IgnoredLabel = null },
            "ArcFaceLoss" => new ArcFaceLoss(
                new LossDimensions(p.GetProperty("num_classes").GetInt32(), p.GetProperty("embedding_size").GetInt32()), new() { Margin = Number("margin"), Scale = Number("scale") }, reducer)
            { IgnoredLabel = null },
            _ => null,
        };
        Assert.SkipWhen(loss is null, $"{name} is not among the losses that golden cases build inside of others.");
        return loss;
    }

    /// <summary>The margin loss of a component.</summary>
    public static MarginLoss Margin(JsonElement p, DeepMetric.Distances.Distance? distance, Reducer reducer, Regularizers.Regularizer? regularizer = null, double weight = 1)
    {
        int? classes = GoldenCase.FieldOf(p, "num_classes")?.GetInt32();
        Assert.Equal("all", p.GetProperty("triplets_per_anchor").GetString());
        var options = new MarginLossOptions
        {
            Margin = p.GetProperty("margin").GetDouble(),
            Nu = p.GetProperty("nu").GetDouble(),
            Beta = p.GetProperty("beta").GetDouble(),
            LearnBeta = p.GetProperty("learn_beta").GetBoolean(),
            BetaPerClass = classes is not null,
        };
        return new MarginLoss(classes is { } count ? new LossDimensions(count, 1) : null, options, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    }
}
