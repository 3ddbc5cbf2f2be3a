using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Training;

/// <summary>
/// A loss with all that a loss may own: it learns a proxy for each class, and keeps a count of its calls, a running mean of the embeddings, and the last batches, as many rows as
/// there were so far up to a limit. Its value depends on all of them.
/// </summary>
internal sealed class MemoryProxyLoss : MetricLoss
{
    private const int MostRows = 30;

    public MemoryProxyLoss(LossDimensions dimensions)
        : base(new CosineSimilarity(), new MeanReducer(), regularizer: null, regularizerWeight: 1)
    {
        var random = new SeededRandom(dimensions.Seed);
        float[] proxies = [.. Enumerable.Range(0, dimensions.Classes * dimensions.EmbeddingSize).Select(_ => (float)random.NextGaussian())];
        Weights.Learn("proxies", tensor(proxies, [dimensions.Classes, dimensions.EmbeddingSize]));
        Weights.Keep("calls", zeros(1, ScalarType.Int64));
        Weights.Keep("mean", zeros(dimensions.EmbeddingSize));
        Weights.Keep("memory", zeros(0, dimensions.EmbeddingSize));
    }

    public override LossTraits Traits => LossTraits.Stateful;

    protected override bool NeedsDistances => false;

    protected override LossOutput ComputeTerms(LossInput input)
    {
        EmbeddingBatch batch = input.Batch;
        using (no_grad())
        {
            Weights.Change("calls", Weights.Kept["calls"] + 1);
            Weights.Change("mean", (0.9 * Weights.Kept["mean"]) + (0.1 * batch.Embeddings.detach().mean([0])));
            Tensor rows = cat([batch.Embeddings.detach(), Weights.Kept["memory"]]);
            Weights.Change("memory", rows[TensorIndex.Slice(0, Math.Min(MostRows, rows.shape[0]))].clone());
        }

        Tensor scores = batch.Embeddings.mm(Weights.Learned["proxies"].t()) * 4;
        Tensor near = (batch.Embeddings - Weights.Kept["mean"]).pow(2).sum(1) * 0.01;
        Tensor memory = batch.Embeddings.mm(Weights.Kept["memory"].t()).mean([1]) * 0.01 * Weights.Kept["calls"].to(ScalarType.Float32);
        Tensor values = nn.functional.cross_entropy(scores, tensor(batch.Labels!.ToArray()), reduction: nn.Reduction.None) + near + memory;
        var terms = new LossTerms.Listed("loss", values, [.. Enumerable.Range(0, (int)batch.Count)]);
        return new LossOutput([terms], ListedTelemetry.Of(TermUnit.Sample, [terms], activity: null, batch));
    }
}
