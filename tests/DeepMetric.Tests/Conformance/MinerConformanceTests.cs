using DeepMetric.Miners;
using DeepMetric.Sampling;
using DeepMetric.Testing;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Conformance;

public sealed class MinerConformanceTests
{
    private static readonly List<Tensor> Kept = [];

    /// <summary>The miners by name; one of triplets that were packaged before looks at places, not at labels.</summary>
    public static TheoryData<string> Names => [.. MinerCatalog.Names.Where(name => name != "packaged-triplets")];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_miner_of_the_catalogue_keeps_every_law(string name) =>
        Assert.True(MinerConformance.Check((batch, seed) => MinerCatalog.Create(name).Mine(batch, new SeededRandom(seed)), new() { LeakCalls = 100 }, name).Passed);

    [Theory]
    [InlineData("", null)]
    [InlineData("out-of-range", "indices")]
    [InlineData("swapped", "labels")]
    [InlineData("self", "self")]
    [InlineData("unknown", "unknown-items")]
    [InlineData("unseeded", "seed")]
    [InlineData("needs-two", "degenerate")]
    [InlineData("leak", "leaks")]
    [InlineData("none", "labels")]
    public void What_is_wrong_with_a_miner_is_found_and_nothing_else(string fault, string? law)
    {
        int call = 0;
        ConformanceReport report = MinerConformance.Examine((batch, seed) => Mine(batch, seed, fault, call++), new() { LeakCalls = 20 }, "sketch");
        string[] failed = [.. report.Laws.Where(outcome => outcome.Status == LawStatus.Failed).Select(outcome => outcome.Id)];
        Assert.Equal(law is null, report.Passed);
        if (law is not null)
        {
            Assert.Contains(law, failed);
            Assert.Throws<ConformanceException>(() => MinerConformance.Check((batch, seed) => Mine(batch, seed, fault, call++), new() { LeakCalls = 20 }));
        }
    }

    [Fact]
    public void Laws_that_do_not_concern_a_miner_with_a_memory_are_said_not_to()
    {
        ConformanceReport report = MinerConformance.Check((batch, seed) => Mine(batch, seed, "unknown", 0), new() { LeakCalls = 20, IndexesTheBatch = false, IsStateful = true, IgnoredLabel = null });
        Assert.Equal(["indices", "labels", "self", "unknown-items", "seed"], report.Laws.Where(law => law.Status == LawStatus.NotApplicable).Select(law => law.Id));
    }

    /// <summary>Half of the pairs, drawn by the seed, with a fault.</summary>
    private static Pairs Mine(EmbeddingBatch batch, ulong seed, string fault, int call)
    {
        if (fault == "needs-two" && batch.Count < 2)
        {
            throw new InvalidOperationException("Expected two items.");
        }

        if (fault == "leak")
        {
            Kept.Add(batch.Embeddings.clone().DetachFromDisposeScope());
        }

        var random = new SeededRandom(fault == "unseeded" ? (ulong)call : seed);
        Pairs all = Pairs.All(batch.Labels!, ignoredLabel: fault == "unknown" ? null : -1);
        int[] positives = [.. Enumerable.Range(0, all.Positives.Length).Where(_ => fault != "none" && random.NextInt(2) == 0)];
        int[] negatives = [.. Enumerable.Range(0, all.Negatives.Length).Where(_ => fault != "none" && random.NextInt(2) == 0)];
        int[] Pick(int[] of, int[] places) => [.. places.Select(place => of[place])];
        var pairs = new Pairs(Pick(all.PositiveAnchors, positives), Pick(all.Positives, positives), Pick(all.NegativeAnchors, negatives), Pick(all.Negatives, negatives));
        return fault switch
        {
            "out-of-range" => new Pairs(pairs.PositiveAnchors, pairs.Positives, pairs.NegativeAnchors, [.. pairs.Negatives.Select(_ => batch.Count)]),
            "swapped" => new Pairs(pairs.NegativeAnchors, pairs.Negatives, pairs.PositiveAnchors, pairs.Positives),
            "self" => new Pairs(pairs.PositiveAnchors, pairs.PositiveAnchors, pairs.NegativeAnchors, pairs.Negatives),
            _ => pairs,
        };
    }
}
