using System.Text.Json;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Golden;

/// <summary>Holds a loss against golden cases: value, gradients, weights' gradients and single terms, in double and in float.</summary>
internal static class GoldenLoss
{
    private static readonly ScalarType[] Types = [ScalarType.Float64, ScalarType.Float32];

    /// <summary>Checks one case; cases that a <see cref="GoldenDifferences"/> rule excepts are skipped with its reason.</summary>
    /// <param name="name">The class, e.g. <c>NTXentLoss</c>.</param>
    /// <param name="id">The case.</param>
    /// <param name="create">Creates the loss of the case from its description.</param>
    /// <param name="partName">Our name of a part of the loss; by default its own.</param>
    public static void Check(string name, string id, Func<GoldenCase, MetricLoss> create, Func<string, string>? partName = null) =>
        GoldenFile.Check($"loss.{name}", id, golden =>
        {
            GoldenDifferences.SkipIfExcepted(golden);
            foreach (ScalarType type in Types)
            {
                Check(golden, type, create, partName ?? GoldenComponents.OurPart);
            }
        });

    /// <summary>The distance, the reducer and the regularizer of a case.</summary>
    public static (Distance? Distance, Reducer Reducer, Regularizers.Regularizer? Regularizer, double Weight) Components(GoldenCase golden) => (
        golden.Field("distance") is { } distance ? GoldenComponents.Distance(distance) : null,
        GoldenComponents.Reducer(golden.Json.GetProperty("reducer")),
        GoldenComponents.Regularizer(golden.Field("embedding_regularizer")),
        golden.Field("embedding_reg_weight")?.GetDouble() ?? 1);

    /// <summary>A parameter of the loss, a number.</summary>
    public static double Param(GoldenCase golden, string name) => golden.Json.GetProperty("params").GetProperty(name).GetDouble();

    /// <summary>The batch of a case.</summary>
    public static EmbeddingBatch Batch(GoldenCase golden, ScalarType type)
    {
        Tensor embeddings = GoldenComponents.Embeddings(golden.Json.GetProperty("embeddings"), type);
        Tensor? reference = golden.Field("ref_embeddings") is { } rows ? GoldenComponents.Embeddings(rows, type) : null;
        return EmbeddingBatch.Create(embeddings, GoldenComponents.Labels(golden.Field("labels")), reference, GoldenComponents.Labels(golden.Field("ref_labels")));
    }

    private static void Check(GoldenCase golden, ScalarType type, Func<GoldenCase, MetricLoss> create, Func<string, string> partName)
    {
        using var scope = NewDisposeScope();
        if (golden.Expected.TryGetProperty("throws", out _))
        {
            Assert.ThrowsAny<Exception>(() =>
            {
                using MetricLoss refused = create(golden);
                refused.Compute(Batch(golden, type), GoldenComponents.Tuples(golden.Field("indices_tuple")));
            });
            return;
        }

        using MetricLoss loss = create(golden);
        SetWeights(golden, loss, type);
        EmbeddingBatch batch = Batch(golden, type);
        LossResult result = loss.Compute(batch, GoldenComponents.Tuples(golden.Field("indices_tuple")));
        GoldenNumbers.AssertScalar(golden, golden.Expected.GetProperty("loss"), result.Value, "loss");
        if (golden.Expected.TryGetProperty("backward_throws", out _))
        {
            return;
        }

        result.Value.backward();
        GoldenNumbers.AssertRows(golden, golden.Expected.GetProperty("grad_embeddings"), batch.Embeddings.grad, "grad_embeddings");
        if (Given(golden, "grad_ref_embeddings") is { } reference)
        {
            GoldenNumbers.AssertRows(golden, reference, batch.Reference.grad, "grad_ref_embeddings");
        }

        if (Given(golden, "grad_weights") is { } weights)
        {
            foreach (JsonProperty weight in weights.EnumerateObject())
            {
                GoldenNumbers.AssertTensor(golden, weight.Value, loss.Weights.Learned[weight.Name].grad?.to(type), $"grad_weights.{weight.Name}");
            }
        }

        if (Given(golden, "loss_dict") is { } parts)
        {
            CheckListing(golden, loss, batch, parts, partName);
        }
    }

    private static JsonElement? Given(GoldenCase golden, string name) => GoldenCase.FieldOf(golden.Expected, name);

    private static void SetWeights(GoldenCase golden, MetricLoss loss, ScalarType type)
    {
        if (golden.Field("weights") is not { } weights)
        {
            return;
        }

        foreach (JsonProperty weight in weights.EnumerateObject())
        {
            using Tensor values = GoldenNumbers.ToTensor(weight.Value, type);
            loss.Weights.Set(weight.Name, values);
        }
    }

    private static void CheckListing(GoldenCase golden, MetricLoss loss, EmbeddingBatch batch, JsonElement parts, Func<string, string> partName)
    {
        Dictionary<string, LossTerms.Listed> listed = loss.ListTerms(batch, GoldenComponents.Tuples(golden.Field("indices_tuple"))).ToDictionary(part => part.Name);
        foreach (JsonProperty part in parts.EnumerateObject())
        {
            JsonElement losses = part.Value.GetProperty("losses");
            if (losses.ValueKind == JsonValueKind.Number || !listed.TryGetValue(partName(part.Name), out LossTerms.Listed? ours))
            {
                continue;
            }

            GoldenNumbers.AssertArray(golden, [.. GoldenNumbers.Numbers(losses)], ours.Values, part.Name);
            JsonElement indices = part.Value.GetProperty("indices");
            if (indices.ValueKind == JsonValueKind.Array && indices.GetArrayLength() > 0 && indices[0].ValueKind == JsonValueKind.Array)
            {
                int[][] places = [.. indices.EnumerateArray().Select(GoldenCase.Integers)];
                Assert.Equal(places[0], ours.Anchors);
                Assert.Equal(places[1..], ours.Others);
            }
        }
    }
}
