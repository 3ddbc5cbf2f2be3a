using DeepMetric.Evaluation;
using DeepMetric.Evaluation.Verification;
using DeepMetric.Sampling;

namespace DeepMetric.Tests.Evaluation.Verification;

/// <summary>Runs while no other test allocates.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class PairVerificationMemoryTests
{
    [Fact]
    public void Two_hundred_million_pairs_of_20_000_items_take_little_memory()
    {
        const int Count = 20_000;
        var random = new SeededRandom(2);
        int[] labels = [.. Enumerable.Range(0, Count).Select(i => i % 2000)];
        float[] values = [.. Enumerable.Range(0, Count * 4).Select(i => (float)(((labels[i / 4] * (i + 1)) % 11) + random.NextGaussian()))];
        var query = new RetrievalQuery(EmbeddingTable.FromFloats(values, 4), labels);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        PairVerificationResult found = PairVerification.Evaluate(query, cancellation: TestContext.Current.CancellationToken);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal((90_000, (Count * (Count - 1L) / 2) - 90_000, false), (found.PositivePairs, found.NegativePairs, found.IsSampled));
        Assert.InRange(found.RocAuc, 0.5, 1);

        // All distances in double, each pair once, would be 1,600 MB.
        Assert.InRange(allocated, 0, 40_000_000);
    }
}
