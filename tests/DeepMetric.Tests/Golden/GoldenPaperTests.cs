using System.Text.Json;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Golden;

/// <summary>The two losses in the study's own form, with every count, against numbers computed from the formulas.</summary>
public sealed class GoldenPaperTests
{
    private static readonly ScalarType[] Types = [ScalarType.Float64, ScalarType.Float32];

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "paper.Contrastive", MemberType = typeof(GoldenFile))]
    public void Contrastive_equals_the_golden_cases(string id) => GoldenFile.Check("paper.Contrastive", id, golden => Assert.All(Types, type =>
    {
        double margin = golden.Json.GetProperty("params").GetProperty("margin").GetDouble();
        LossTelemetry telemetry = CheckForms(golden, type, reducer => new ContrastiveLoss(
            new() { NegativeMargin = margin }, new LpDistance(normalize: false), reducer)
        { IgnoredLabel = null });
        JsonElement expected = golden.Expected;
        Assert.Equal(expected.GetProperty("num_pairs").GetInt64(), telemetry.ValidTerms);
        Assert.Equal(expected.GetProperty("num_active_pairs").GetInt64(), telemetry.ActiveTerms);
        Assert.Equal(expected.GetProperty("num_positive_pairs").GetInt64(), telemetry.Pairs!.ValidPositives);
        Assert.Equal(expected.GetProperty("num_negative_pairs").GetInt64(), telemetry.Pairs.ValidNegatives);
        Assert.Equal(expected.GetProperty("num_active_positive_pairs").GetInt64(), telemetry.Pairs.ActivePositives);
        Assert.Equal(expected.GetProperty("num_active_negative_pairs").GetInt64(), telemetry.Pairs.ActiveNegatives);
    }));

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "paper.Triplet", MemberType = typeof(GoldenFile))]
    public void Triplet_equals_the_golden_cases(string id) => GoldenFile.Check("paper.Triplet", id, golden => Assert.All(Types, type =>
    {
        double margin = golden.Json.GetProperty("params").GetProperty("margin").GetDouble();
        LossTelemetry telemetry = CheckForms(golden, type, reducer => new TripletMarginLoss(
            new() { Margin = margin }, new LpDistance(power: 2, normalize: false), reducer)
        { IgnoredLabel = null });
        JsonElement expected = golden.Expected;
        Assert.Equal(expected.GetProperty("num_triplets").GetInt64(), telemetry.ValidTerms);
        if (type == ScalarType.Float64)
        {
            Assert.Equal(expected.GetProperty("num_active_triplets").GetInt64(), telemetry.ActiveTerms);
            Assert.Equal(expected.GetProperty("num_hard_triplets").GetInt64(), telemetry.Triplets!.Hard);
            Assert.Equal(expected.GetProperty("num_semihard_triplets").GetInt64(), telemetry.Triplets.SemiHard);
        }
    }));

    private static LossTelemetry CheckForms(GoldenCase golden, ScalarType type, Func<Reducer, MetricLoss> create)
    {
        LossTelemetry? telemetry = null;
        foreach ((string name, Reducer reducer) in (IEnumerable<(string, Reducer)>)[("sum", new SumReducer()), ("mean_all", new MeanReducer()), ("mean_active", new NonZeroMeanReducer())])
        {
            using var scope = NewDisposeScope();
            Tensor embeddings = GoldenComponents.Embeddings(golden.Json.GetProperty("embeddings"), type);
            Tensor labels = GoldenComponents.Labels(golden.Field("labels"))!;
            LossResult result = create(reducer).Compute(embeddings, labels);
            if (golden.Expected.GetProperty(name).ValueKind != JsonValueKind.Null)
            {
                GoldenNumbers.AssertScalar(golden, golden.Expected.GetProperty(name), result.Value, name);
                result.Value.backward();
                GoldenNumbers.AssertRows(golden, golden.Expected.GetProperty("grad_" + name), embeddings.grad, "grad_" + name);
            }

            telemetry = result.Telemetry;
        }

        return telemetry!;
    }
}
