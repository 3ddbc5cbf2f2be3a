using System.Globalization;
using System.Text.Json;
using DeepMetric.Losses;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Golden;

/// <summary>Losses over two views, losses around other losses and mixtures against PyTorch Metric Learning.</summary>
public sealed class GoldenWrapperTests
{
    private static readonly ScalarType[] Types = [ScalarType.Float64, ScalarType.Float32];

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.VICRegLoss", MemberType = typeof(GoldenFile))]
    public void VICRegLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("VICRegLoss", id, golden =>
    {
        var options = new VICRegLossOptions
        {
            Invariance = GoldenLoss.Param(golden, "invariance_lambda"),
            Variance = GoldenLoss.Param(golden, "variance_mu"),
            Covariance = GoldenLoss.Param(golden, "covariance_v"),
            Epsilon = GoldenLoss.Param(golden, "eps"),
        };
        return new VICRegLoss(options, GoldenLoss.Components(golden).Reducer);
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.SelfSupervisedLoss", MemberType = typeof(GoldenFile))]
    public void SelfSupervisedLoss_equals_the_golden_cases(string id) => GoldenFile.Check("loss.SelfSupervisedLoss", id, golden =>
    {
        GoldenDifferences.SkipIfExcepted(golden);
        foreach (ScalarType type in Types)
        {
            using var scope = NewDisposeScope();
            JsonElement p = golden.Json.GetProperty("params");
            using var loss = new SelfSupervisedLoss(GoldenLosses.Create(p.GetProperty("loss")), p.GetProperty("symmetric").GetBoolean());
            EmbeddingBatch batch = GoldenLoss.Batch(golden, type);
            LossResult result = loss.Compute(batch);
            result.Value.backward();
            GoldenNumbers.AssertScalar(golden, golden.Expected.GetProperty("loss"), result.Value, "loss");
            GoldenNumbers.AssertRows(golden, golden.Expected.GetProperty("grad_embeddings"), batch.Embeddings.grad, "grad_embeddings");
            GoldenNumbers.AssertRows(golden, golden.Expected.GetProperty("grad_ref_embeddings"), batch.Reference.grad, "grad_ref_embeddings");
        }
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.CrossBatchMemory", MemberType = typeof(GoldenFile))]
    public void CrossBatchMemory_equals_the_golden_cases(string id) => GoldenFile.Check("loss.CrossBatchMemory", id, golden =>
    {
        GoldenDifferences.SkipIfExcepted(golden);
        foreach (ScalarType type in Types)
        {
            using var scope = NewDisposeScope();
            JsonElement p = golden.Json.GetProperty("params");
            using var loss = new CrossBatchMemory(
                GoldenLosses.Create(p.GetProperty("loss")),
                p.GetProperty("embedding_size").GetInt32(),
                p.GetProperty("memory_size").GetInt32(),
                GoldenCase.FieldOf(p, "miner") is { } miner ? GoldenMiners.Create(miner) : null);
            foreach (JsonElement step in golden.Json.GetProperty("steps").EnumerateArray())
            {
                CheckStep(golden, loss, step, type);
            }
        }
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.MultipleLosses", MemberType = typeof(GoldenFile))]
    public void MixtureLoss_equals_the_golden_cases_of_MultipleLosses(string id) => GoldenFile.Check("loss.MultipleLosses", id, golden =>
    {
        GoldenDifferences.SkipIfExcepted(golden);
        foreach (ScalarType type in Types)
        {
            using var scope = NewDisposeScope();
            if (golden.Expected.TryGetProperty("throws", out _))
            {
                Assert.ThrowsAny<Exception>(() => Mixture(golden, type).Compute(GoldenLoss.Batch(golden, type), GoldenComponents.Tuples(golden.Field("indices_tuple"))));
                continue;
            }

            using MixtureLoss loss = Mixture(golden, type);
            EmbeddingBatch batch = GoldenLoss.Batch(golden, type);
            LossResult result = loss.Compute(batch, GoldenComponents.Tuples(golden.Field("indices_tuple")));
            result.Value.backward();
            GoldenNumbers.AssertScalar(golden, golden.Expected.GetProperty("loss"), result.Value, "loss");
            GoldenNumbers.AssertRows(golden, golden.Expected.GetProperty("grad_embeddings"), batch.Embeddings.grad, "grad_embeddings");
            if (GoldenCase.FieldOf(golden.Expected, "grad_weights") is { } weights)
            {
                foreach (JsonProperty weight in weights.EnumerateObject())
                {
                    string[] path = weight.Name.Split('.');
                    MetricLoss part = loss.Losses.Single(part => part.Name == path[1]).Loss;
                    GoldenNumbers.AssertTensor(golden, weight.Value, part.Weights.Learned[path[2]].grad?.to(type), weight.Name);
                }
            }
        }
    });

    private static void CheckStep(GoldenCase golden, CrossBatchMemory loss, JsonElement step, ScalarType type)
    {
        if (GoldenCase.FieldOf(step, "reset_queue") is { } reset && reset.GetBoolean())
        {
            loss.Clear();
        }

        using var scope = NewDisposeScope();
        Tensor embeddings = GoldenComponents.Embeddings(step.GetProperty("embeddings"), type);
        Tensor labels = GoldenComponents.Labels(step.GetProperty("labels"))!;
        JsonElement expected = step.GetProperty("expected");
        Tensor compared = embeddings;
        Tensor comparedLabels = labels;
        Func<LossResult> compute = () => loss.Compute(EmbeddingBatch.Create(embeddings, labels), GoldenComponents.Tuples(GoldenCase.FieldOf(step, "indices_tuple")));
        if (GoldenCase.FieldOf(step, "enqueue_mask") is { } mask)
        {
            Tensor enqueued = tensor(mask.EnumerateArray().Select(entry => entry.GetBoolean()).ToArray());
            Tensor rest = enqueued.logical_not().nonzero().squeeze(1);
            Tensor kept = enqueued.nonzero().squeeze(1);
            compared = embeddings.index_select(0, rest);
            comparedLabels = labels.index_select(0, rest);
            compute = () =>
            {
                loss.Remember(embeddings.index_select(0, kept), labels.index_select(0, kept));
                return loss.Compare(compared, comparedLabels);
            };
        }

        if (expected.TryGetProperty("throws", out _))
        {
            Assert.ThrowsAny<Exception>(compute);
            return;
        }

        int first = loss.Next;
        LossResult result = compute();
        result.Value.backward();
        GoldenNumbers.AssertScalar(golden, expected.GetProperty("loss"), result.Value, "loss");
        GoldenNumbers.AssertRows(golden, expected.GetProperty("grad_embeddings"), embeddings.grad, "grad_embeddings");
        if (GoldenCase.FieldOf(expected, "grad_weights") is { } weights)
        {
            foreach (JsonProperty weight in weights.EnumerateObject())
            {
                GoldenNumbers.AssertTensor(golden, weight.Value, loss.Loss.Weights.Learned[weight.Name["loss.".Length..]].grad?.to(type), weight.Name);
                loss.Loss.Weights.Learned[weight.Name["loss.".Length..]].grad?.zero_();
            }
        }

        Assert.Equal(expected.GetProperty("queue_idx").GetInt32(), loss.Next);
        Assert.Equal(expected.GetProperty("has_been_filled").GetBoolean(), loss.Count == loss.MemorySize);
        int[] memoryLabels = GoldenCase.Integers(expected.GetProperty("label_memory"));
        Assert.Equal(memoryLabels.Take(loss.Count), loss.Weights.Kept["memory_labels"].data<long>().ToArray().Take(loss.Count).Select(label => (int)label));
        if (GoldenCase.FieldOf(expected, "embedding_memory") is { } memory)
        {
            GoldenNumbers.AssertRows(golden, memory, loss.Weights.Kept["memory"].to(type), "embedding_memory");
        }

        int[]? rows = ReferenceEquals(compared, embeddings) ? [.. Enumerable.Range(0, (int)embeddings.shape[0]).Select(item => (first + item) % loss.MemorySize)] : null;
        EmbeddingBatch against = loss.Against(EmbeddingBatch.Create(compared, comparedLabels));
        CheckTuples(expected.GetProperty("used_indices_tuple"), loss.Choose(against, rows, GoldenComponents.Tuples(GoldenCase.FieldOf(step, "indices_tuple"))));
    }

    private static void CheckTuples(JsonElement expected, IndexTuples found)
    {
        static string[] Sorted(IEnumerable<int[]> tuples) => [.. tuples.Select(tuple => string.Join(',', tuple)).Order(StringComparer.Ordinal)];
        string[] Listed(string name) => Sorted(expected.GetProperty(name).EnumerateArray().Select(GoldenCase.Integers));
        if (expected.TryGetProperty("triplets", out _))
        {
            Triplets triplets = found.ToTriplets();
            Assert.Equal(Listed("triplets"), Sorted(triplets.Anchors.Select((anchor, i) => (int[])[anchor, triplets.Positives[i], triplets.Negatives[i]])));
            return;
        }

        Pairs pairs = found.ToPairs();
        Assert.Equal(Listed("positive_pairs"), Sorted(pairs.PositiveAnchors.Zip(pairs.Positives, (anchor, other) => (int[])[anchor, other])));
        Assert.Equal(Listed("negative_pairs"), Sorted(pairs.NegativeAnchors.Zip(pairs.Negatives, (anchor, other) => (int[])[anchor, other])));
    }

    private static MixtureLoss Mixture(GoldenCase golden, ScalarType type)
    {
        JsonElement p = golden.Json.GetProperty("params");
        JsonElement? weights = GoldenCase.FieldOf(p, "weights");
        JsonElement? miners = GoldenCase.FieldOf(p, "miners");
        if (weights is { } factorsGiven && Named(factorsGiven).Count() != Named(p.GetProperty("losses")).Count())
        {
            // A factor stands beside its loss here, so that none can be missing.
            throw new ArgumentException("Expected a factor for each loss.");
        }

        return new MixtureLoss([.. Named(p.GetProperty("losses")).Select(entry =>
        {
            MetricLoss loss = GoldenLosses.Create(entry.Value);
            if (GoldenCase.FieldOf(entry.Value, "weights") is { } values)
            {
                foreach (JsonProperty weight in values.EnumerateObject())
                {
                    loss.Weights.Set(weight.Name, GoldenNumbers.ToTensor(weight.Value, type));
                }
            }

            double factor = weights is { } factors ? Named(factors).Single(weight => weight.Name == entry.Name).Value.GetDouble() : 1;
            JsonElement? miner = miners is { } given ? Named(given).Where(one => one.Name == entry.Name).Select(one => (JsonElement?)one.Value).SingleOrDefault() : null;
            return new MixedLoss(entry.Name, factor, loss) { Miner = miner is { ValueKind: not JsonValueKind.Null } chosen ? GoldenMiners.Create(chosen) : null };
        })]);
    }

    private static IEnumerable<(string Name, JsonElement Value)> Named(JsonElement listOrDictionary) => listOrDictionary.ValueKind == JsonValueKind.Array
        ? listOrDictionary.EnumerateArray().Select((value, place) => (place.ToString(CultureInfo.InvariantCulture), value))
        : listOrDictionary.EnumerateObject().Select(entry => (entry.Name, entry.Value));
}
