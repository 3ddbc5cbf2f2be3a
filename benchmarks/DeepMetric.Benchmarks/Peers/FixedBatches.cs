using DeepMetric.Samplers;

namespace DeepMetric.Benchmarks.Peers;

/// <summary>The items in their own order, a batch at a time.</summary>
internal sealed class FixedBatches(int batches, int batch) : BatchSampler
{
    public override int BatchesPerEpoch => batches;

    public override IReadOnlyList<int[]> Epoch(int epoch) => [.. Enumerable.Range(0, batches).Select(i => Enumerable.Range(i * batch, batch).ToArray())];
}
