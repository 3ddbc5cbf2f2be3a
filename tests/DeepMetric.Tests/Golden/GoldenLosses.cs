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
        Distances.Distance? distance = GoldenCase.FieldOf(component, "distance") is { } given ? GoldenComponents.Distance(given) : null;
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
