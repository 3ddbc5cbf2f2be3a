using System.Text.Json;
using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Golden;

/// <summary>The losses over triplets and angles, with a boundary that is learned or a histogram that is kept, against PyTorch Metric Learning.</summary>
public sealed class GoldenTripletFamilyTests
{
    private static readonly ScalarType[] Types = [ScalarType.Float64, ScalarType.Float32];

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.MarginLoss", MemberType = typeof(GoldenFile))]
    public void MarginLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("MarginLoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        return GoldenLosses.Margin(golden.Json.GetProperty("params"), distance, reducer, regularizer, weight);
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.AngularLoss", MemberType = typeof(GoldenFile))]
    public void AngularLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("AngularLoss", id, golden =>
    {
        (_, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        return new AngularLoss(new() { Alpha = GoldenLoss.Param(golden, "alpha"), NormalizeNegatives = false }, reducer, regularizer, weight) { IgnoredLabel = null };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.DynamicSoftMarginLoss", MemberType = typeof(GoldenFile))]
    public void DynamicSoftMarginLoss_equals_the_golden_cases(string id)
    {
        bool isSequence = false;
        GoldenFile.Check("loss.DynamicSoftMarginLoss", id, golden => isSequence = golden.Field("steps") is not null);
        if (!isSequence)
        {
            GoldenLoss.Check("DynamicSoftMarginLoss", id, DynamicSoftMargin);
        }

        GoldenFile.Check("loss.DynamicSoftMarginLoss", id, golden => Assert.All(Types, type => CheckHistogram(golden, type)));
    }

    // The kept histogram after each call on one loss.
    private static void CheckHistogram(GoldenCase golden, ScalarType type)
    {
        if (golden.HasTag("out_of_range"))
        {
            return;
        }

        using var scope = NewDisposeScope();
        using DynamicSoftMarginLoss loss = DynamicSoftMargin(golden);
        JsonElement[] steps = golden.Field("steps") is { } listed ? [.. listed.EnumerateArray()] : [golden.Json];
        Assert.NotEmpty(steps);
        foreach (JsonElement step in steps)
        {
            Tensor embeddings = GoldenComponents.Embeddings(step.GetProperty("embeddings"), type);
            Tensor? reference = GoldenCase.FieldOf(step, "ref_embeddings") is { } rows ? GoldenComponents.Embeddings(rows, type) : null;
            EmbeddingBatch batch = EmbeddingBatch.Create(
                embeddings, GoldenComponents.Labels(GoldenCase.FieldOf(step, "labels")), reference, GoldenComponents.Labels(GoldenCase.FieldOf(step, "ref_labels")));
            LossResult result = loss.Compute(batch, GoldenComponents.Tuples(GoldenCase.FieldOf(step, "indices_tuple")));
            result.Value.backward();
            JsonElement expected = step.GetProperty("expected");
            GoldenNumbers.AssertScalar(golden, expected.GetProperty("loss"), result.Value, "loss");
            GoldenNumbers.AssertRows(golden, expected.GetProperty("grad_embeddings"), embeddings.grad, "grad_embeddings");
            GoldenNumbers.AssertArray(golden, GoldenCase.Vector(expected.GetProperty("state").GetProperty("hist_")), loss.Weights.Kept["hist_"].to(type), "hist_");
        }
    }

    private static DynamicSoftMarginLoss DynamicSoftMargin(GoldenCase golden)
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        var options = new DynamicSoftMarginLossOptions
        {
            Smallest = GoldenLoss.Param(golden, "min_val"),
            Bins = (int)GoldenLoss.Param(golden, "num_bins"),
            Momentum = GoldenLoss.Param(golden, "momentum"),
        };
        return new DynamicSoftMarginLoss(options, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    }
}
