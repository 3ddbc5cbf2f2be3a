using System.Text.Json;
using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Golden;

/// <summary>The two losses against PyTorch Metric Learning.</summary>
public sealed class GoldenLossTests
{
    private static readonly ScalarType[] Types = [ScalarType.Float64, ScalarType.Float32];

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.ContrastiveLoss", MemberType = typeof(GoldenFile))]
    public void ContrastiveLoss_equals_the_golden_cases(string id) => GoldenFile.Check("loss.ContrastiveLoss", id, golden => Assert.All(Types, type => Check(golden, type, Contrastive)));

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.TripletMarginLoss", MemberType = typeof(GoldenFile))]
    public void TripletMarginLoss_equals_the_golden_cases(string id) => GoldenFile.Check("loss.TripletMarginLoss", id, golden => Assert.All(Types, type => Check(golden, type, Triplet)));

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

    private static void Check(GoldenCase golden, ScalarType type, Func<GoldenCase, MetricLoss> create)
    {
        using var scope = NewDisposeScope();
        Tensor embeddings = GoldenComponents.Embeddings(golden.Json.GetProperty("embeddings"), type);
        Tensor? labels = GoldenComponents.Labels(golden.Field("labels"));
        Tensor? reference = golden.Field("ref_embeddings") is { } rows ? GoldenComponents.Embeddings(rows, type) : null;
        Tensor? referenceLabels = GoldenComponents.Labels(golden.Field("ref_labels"));
        MetricLoss loss = create(golden);
        LossResult Compute() => loss.Compute(
            EmbeddingBatch.Create(embeddings, labels, reference, referenceLabels), GoldenComponents.Tuples(golden.Field("indices_tuple")));

        if (golden.Expected.TryGetProperty("throws", out _))
        {
            // Triplets have an anchor, so a per-anchor reduction of them is defined here, where the source refuses it.
            if (loss is TripletMarginLoss && golden.HasTag("PerAnchorReducer"))
            {
                Assert.True(double.IsFinite(Compute().Value.ToDouble()));
                return;
            }

            Assert.ThrowsAny<Exception>(() => Compute());
            return;
        }

        LossResult result = Compute();
        GoldenNumbers.AssertScalar(golden, golden.Expected.GetProperty("loss"), result.Value, "loss");
        result.Value.backward();
        GoldenNumbers.AssertRows(golden, golden.Expected.GetProperty("grad_embeddings"), embeddings.grad, "grad_embeddings");
        if (golden.Expected.TryGetProperty("grad_ref_embeddings", out JsonElement expected) && expected.ValueKind != JsonValueKind.Null)
        {
            GoldenNumbers.AssertRows(golden, expected, reference!.grad, "grad_ref_embeddings");
        }

        if (golden.Expected.TryGetProperty("loss_dict", out JsonElement parts))
        {
            CheckListing(golden, loss, EmbeddingBatch.Create(embeddings, labels, reference, referenceLabels), parts);
        }
    }

    private static void CheckListing(GoldenCase golden, MetricLoss loss, EmbeddingBatch batch, JsonElement parts)
    {
        Dictionary<string, LossTerms.Listed> listed = loss.ListTerms(batch, GoldenComponents.Tuples(golden.Field("indices_tuple"))).ToDictionary(part => part.Name);
        foreach (JsonProperty part in parts.EnumerateObject())
        {
            JsonElement losses = part.Value.GetProperty("losses");
            if (losses.ValueKind == JsonValueKind.Number)
            {
                continue;
            }

            LossTerms.Listed ours = listed[GoldenComponents.OurPart(part.Name)];
            GoldenNumbers.AssertArray(golden, GoldenCase.Vector(losses), ours.Values, part.Name);
            int[][] indices = [.. part.Value.GetProperty("indices").EnumerateArray().Select(GoldenCase.Integers)];
            Assert.Equal(indices[0], ours.Anchors);
            Assert.Equal(indices[1..], ours.Others);
        }
    }
}
