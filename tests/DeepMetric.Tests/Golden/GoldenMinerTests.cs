using System.Text.Json;
using DeepMetric.Distances;
using DeepMetric.Miners;
using DeepMetric.Sampling;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Golden;

/// <summary>The miners against PyTorch Metric Learning.</summary>
public sealed class GoldenMinerTests
{
    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "miner.AngularMiner", MemberType = typeof(GoldenFile))]
    public void AngularMiner_equals_the_golden_cases(string id) => Check("AngularMiner", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "miner.BatchEasyHardMiner", MemberType = typeof(GoldenFile))]
    public void BatchEasyHardMiner_equals_the_golden_cases(string id) => Check("BatchEasyHardMiner", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "miner.BatchHardMiner", MemberType = typeof(GoldenFile))]
    public void BatchHardMiner_equals_the_golden_cases(string id) => Check("BatchHardMiner", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "miner.HDCMiner", MemberType = typeof(GoldenFile))]
    public void HDCMiner_equals_the_golden_cases(string id) => Check("HDCMiner", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "miner.MultiSimilarityMiner", MemberType = typeof(GoldenFile))]
    public void MultiSimilarityMiner_equals_the_golden_cases(string id) => Check("MultiSimilarityMiner", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "miner.PairMarginMiner", MemberType = typeof(GoldenFile))]
    public void PairMarginMiner_equals_the_golden_cases(string id) => Check("PairMarginMiner", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "miner.TripletMarginMiner", MemberType = typeof(GoldenFile))]
    public void TripletMarginMiner_equals_the_golden_cases(string id) => Check("TripletMarginMiner", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "miner.EmbeddingsAlreadyPackagedAsTriplets", MemberType = typeof(GoldenFile))]
    public void PackagedTripletsMiner_equals_the_golden_cases(string id) => Check("EmbeddingsAlreadyPackagedAsTriplets", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "miner.DistanceWeightedMiner", MemberType = typeof(GoldenFile))]
    public void DistanceWeightedMiner_draws_by_the_golden_weights_and_as_often(string id) => GoldenFile.Check("miner.DistanceWeightedMiner", id, golden =>
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch batch = GoldenLoss.Batch(golden, ScalarType.Float64);
        JsonElement p = golden.Json.GetProperty("params");
        var miner = new DistanceWeightedMiner(new() { Cutoff = p.GetProperty("cutoff").GetDouble(), NonzeroLossCutoff = p.GetProperty("nonzero_loss_cutoff").GetDouble() })
        {
            IgnoredLabel = null,
        };
        double[][] expected = GoldenCase.Matrix(golden.Expected.GetProperty("sampling_weights"));
        var input = new MinerInput(batch, batch.DistancesBy(miner.Distance).detach(), isSimilarity: false, ignoredLabel: null, random: null);
        input.ForEachAnchor(row =>
        {
            double[] found = new double[batch.ReferenceCount];
            double[] probabilities = miner.Probabilities(row, (int)batch.Embeddings.shape[1]);
            for (int i = 0; i < probabilities.Length; i++)
            {
                found[row.Negatives[i]] = probabilities[i];
            }

            golden.AssertClose([.. expected[row.Anchor].Select(weight => double.IsNaN(weight) ? 0 : weight)], found, $"weights of anchor {row.Anchor}");
        });

        var triplets = (Triplets)miner.Mine(batch, new SeededRandom(1));
        int[] perAnchor = new int[batch.Count];
        for (int i = 0; i < triplets.Anchors.Length; i++)
        {
            perAnchor[triplets.Anchors[i]]++;
            Assert.True(expected[triplets.Anchors[i]][triplets.Negatives[i]] > 0, "a negative of weight 0 was drawn");
        }

        Assert.Equal(GoldenCase.Integers(golden.Expected.GetProperty("triplets_per_anchor")), perAnchor);
        Assert.Equal(golden.Expected.GetProperty("num_triplets").GetInt32(), triplets.Anchors.Length);
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "miner.UniformHistogramMiner", MemberType = typeof(GoldenFile))]
    public void UniformHistogramMiner_has_the_golden_bins_and_draws_as_often(string id) => GoldenFile.Check("miner.UniformHistogramMiner", id, golden =>
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch batch = GoldenLoss.Batch(golden, ScalarType.Float64);
        JsonElement p = golden.Json.GetProperty("params");
        var options = new UniformHistogramMinerOptions
        {
            Bins = p.GetProperty("num_bins").GetInt32(),
            PositivesPerBin = p.GetProperty("pos_per_bin").GetInt32(),
            NegativesPerBin = p.GetProperty("neg_per_bin").GetInt32(),
        };
        var miner = new UniformHistogramMiner(options, GoldenComponents.Distance(golden.Json.GetProperty("distance"))) { IgnoredLabel = null };
        Tensor distances = batch.DistancesBy(miner.Distance).detach();
        Pairs all = Pairs.All(batch.Labels!, batch.HasReference ? batch.ReferenceLabels : null);
        CheckBins(golden, golden.Expected.GetProperty("positive"), miner.BinsOf(all.PositiveAnchors, all.Positives, distances), all.PositiveAnchors, all.Positives);
        CheckBins(golden, golden.Expected.GetProperty("negative"), miner.BinsOf(all.NegativeAnchors, all.Negatives, distances), all.NegativeAnchors, all.Negatives);

        var drawn = (Pairs)miner.Mine(batch, new SeededRandom(2));
        Assert.Equal(golden.Expected.GetProperty("positive").GetProperty("num_output").GetInt32(), drawn.Positives.Length);
        Assert.Equal(golden.Expected.GetProperty("negative").GetProperty("num_output").GetInt32(), drawn.Negatives.Length);
    });

    private static void CheckBins(GoldenCase golden, JsonElement expected, (double[] Edges, List<int>[] Places) found, int[] anchors, int[] others)
    {
        if (GoldenCase.FieldOf(expected, "bin_edges") is { } edges && edges.GetArrayLength() > 0)
        {
            golden.AssertClose(GoldenCase.Vector(edges), found.Edges, "edges");
        }

        JsonElement[] bins = [.. (GoldenCase.FieldOf(expected, "bins")?.EnumerateArray() ?? []).Where(bin => bin.GetProperty("pairs").GetArrayLength() > 0)];
        Assert.Equal(bins.Length, found.Places.Count(places => places.Count > 0));
        foreach (JsonElement bin in bins)
        {
            Assert.Equal(
                [.. bin.GetProperty("pairs").EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetInt32()))],
                found.Places[bin.GetProperty("bin").GetInt32()].Select(place => (anchors[place], others[place])).Order().ToArray());
        }
    }

    private static void Check(string name, string id) => GoldenFile.Check($"miner.{name}", id, golden =>
    {
        GoldenDifferences.SkipIfExcepted(golden);
        Assert.SkipWhen(golden.Field("robust") is { ValueKind: JsonValueKind.False }, "A tie decides the case.");
        foreach (ScalarType type in (ScalarType[])[ScalarType.Float64, ScalarType.Float32])
        {
            using var scope = NewDisposeScope();
            IndexTuples Mine()
            {
                Miner miner = GoldenMiners.Create(golden.Json);
                EmbeddingBatch batch = GoldenLoss.Batch(golden, type);
                return golden.Field("external_indices_tuple") is { } external
                    ? ((HDCMiner)miner).MineAmong(batch, GoldenComponents.Tuples(external)!)
                    : miner.Mine(batch);
            }

            if (golden.Expected.TryGetProperty("throws", out _))
            {
                Assert.ThrowsAny<Exception>(Mine);
                continue;
            }

            IndexTuples found = Mine();
            if (golden.Expected.TryGetProperty("triplets", out JsonElement triplets))
            {
                // Batch-hard with allowed ranges is the easy-hard miner, which gives a pair of each side per anchor.
                Triplets ours = found.ToTriplets();
                Assert.Equal(
                    [.. triplets.EnumerateArray().Select(triplet => (triplet[0].GetInt32(), triplet[1].GetInt32(), triplet[2].GetInt32()))],
                    ours.Anchors.Select((anchor, i) => (anchor, ours.Positives[i], ours.Negatives[i])).Order().ToArray());
                continue;
            }

            Pairs pairs = found.ToPairs();
            Assert.Equal(Listed(golden.Expected.GetProperty("positive_pairs")), pairs.PositiveAnchors.Zip(pairs.Positives).Order().ToArray());
            Assert.Equal(Listed(golden.Expected.GetProperty("negative_pairs")), pairs.NegativeAnchors.Zip(pairs.Negatives).Order().ToArray());
        }
    });

    private static (int, int)[] Listed(JsonElement pairs) => [.. pairs.EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetInt32()))];
}
