using System.Text.Json;
using DeepMetric.Samplers;
using DeepMetric.Tuples;

namespace DeepMetric.Tests.Golden;

/// <summary>The samplers against the invariants of PyTorch Metric Learning's.</summary>
public sealed class GoldenSamplerTests
{
    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "sampler.MPerClassSampler", MemberType = typeof(GoldenFile))]
    public void ClassBalancedSampler_has_the_golden_invariants(string id) => GoldenFile.Check("sampler.MPerClassSampler", id, golden =>
    {
        GoldenDifferences.SkipIfExcepted(golden);
        JsonElement p = golden.Json.GetProperty("params");
        long[] labels = Labels(p.GetProperty("labels"));
        int m = p.GetProperty("m").GetInt32();
        int classes = GoldenCase.FieldOf(p, "batch_size") is { } size ? size.GetInt32() / m : labels.Distinct().Count();
        if (golden.Expected.TryGetProperty("throws", out _))
        {
            Assert.ThrowsAny<Exception>(() => new ClassBalancedSampler(labels, classes, m, 3));
            return;
        }

        JsonElement expected = golden.Expected;
        var sampler = new ClassBalancedSampler(labels, classes, m, 3) { Batches = expected.GetProperty("full_blocks").GetInt32(), RepeatsItems = true };
        for (int epoch = 0; epoch < 20; epoch++)
        {
            IReadOnlyList<int[]> batches = sampler.Epoch(epoch);
            Assert.Equal(sampler.BatchesPerEpoch, batches.Count);
            Assert.Equal(expected.GetProperty("iterated_length").GetInt32(), batches.Sum(batch => batch.Length));
            foreach (int[] batch in batches)
            {
                Assert.Equal(expected.GetProperty("block_size").GetInt32(), batch.Length);
                int[][] runs = [.. batch.Chunk(m)];
                Assert.Equal(expected.GetProperty("classes_per_block").GetInt32(), runs.Select(run => labels[run[0]]).Distinct().Count());
                Assert.All(runs, run => Assert.Single(run.Select(item => labels[item]).Distinct()));
                Assert.All(
                    runs.Where(run => labels.Count(label => label == labels[run[0]]) >= m),
                    run => Assert.Equal(m, run.Distinct().Count()));
            }
        }
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "sampler.HierarchicalSampler", MemberType = typeof(GoldenFile))]
    public void HierarchicalSampler_has_the_golden_invariants(string id) => GoldenFile.Check("sampler.HierarchicalSampler", id, golden =>
    {
        JsonElement p = golden.Json.GetProperty("params");
        int[][] hierarchy = [.. p.GetProperty("labels").EnumerateArray().Select(GoldenCase.Integers)];
        long[] labels = [.. hierarchy.Select(row => (long)row[p.GetProperty("inner_label").GetInt32()])];
        long[] categories = [.. hierarchy.Select(row => (long)row[p.GetProperty("outer_label").GetInt32()])];
        JsonElement samples = p.GetProperty("samples_per_class");
        var options = new HierarchicalSamplerOptions
        {
            BatchSize = p.GetProperty("batch_size").GetInt32(),
            SamplesPerClass = samples.ValueKind == JsonValueKind.Number ? samples.GetInt32() : null,
            BatchesPerCombination = p.GetProperty("batches_per_super_tuple").GetInt32(),
            CategoriesPerBatch = p.GetProperty("super_classes_per_batch").GetInt32(),
        };
        if (golden.Expected.TryGetProperty("throws", out _))
        {
            Assert.ThrowsAny<Exception>(() => new HierarchicalSampler(labels, categories, options, 5));
            return;
        }

        var sampler = new HierarchicalSampler(labels, categories, options, 5);
        IReadOnlyList<int[]> batches = sampler.Epoch(0);
        Assert.Equal(golden.Expected.GetProperty("len").GetInt32(), sampler.BatchesPerEpoch);
        Assert.Equal(golden.Expected.GetProperty("num_batches").GetInt32(), batches.Count);
        Assert.Equal(GoldenCase.Integers(golden.Expected.GetProperty("batch_lengths")), batches.Select(batch => batch.Length).Distinct().Order());
        Assert.Equal(
            GoldenCase.Integers(golden.Expected.GetProperty("super_classes_per_batch")),
            batches.Select(batch => batch.Select(item => categories[item]).Distinct().Count()).Distinct().Order());
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "sampler.FixedSetOfTriplets", MemberType = typeof(GoldenFile))]
    public void FixedTripletsSampler_has_the_golden_invariants(string id) => GoldenFile.Check("sampler.FixedSetOfTriplets", id, golden =>
    {
        JsonElement p = golden.Json.GetProperty("params");
        long[] labels = Labels(p.GetProperty("labels"));
        int count = p.GetProperty("num_triplets").GetInt32();
        var sampler = new FixedTripletsSampler(labels, new() { Triplets = count, TripletsPerBatch = 7 }, 2);
        Assert.Equal(golden.Expected.GetProperty("len").GetInt32(), 3 * sampler.Triplets.Anchors.Length);
        int[][] first = InOrder(sampler.Epoch(0));
        Assert.Equal(golden.Expected.GetProperty("iterated_length").GetInt32(), first.Sum(triplet => triplet.Length));
        Assert.Equal(first, InOrder(sampler.Epoch(1)));
        Assert.NotEqual(sampler.Epoch(0).SelectMany(batch => batch), sampler.Epoch(1).SelectMany(batch => batch));
        Assert.All(first, triplet =>
        {
            Assert.Equal(labels[triplet[0]], labels[triplet[1]]);
            Assert.NotEqual(triplet[0], triplet[1]);
            Assert.NotEqual(labels[triplet[0]], labels[triplet[2]]);
        });
    });

    private static int[][] InOrder(IReadOnlyList<int[]> batches) =>
        [.. batches.SelectMany(batch => batch.Chunk(3)).OrderBy(triplet => (triplet[0], triplet[1], triplet[2]))];

    private static long[] Labels(JsonElement labels) => [.. GoldenCase.Integers(labels).Select(label => (long)label)];
}
