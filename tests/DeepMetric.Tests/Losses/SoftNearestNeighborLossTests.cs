using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class SoftNearestNeighborLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new SoftNearestNeighborLoss(),
        new SoftNearestNeighborLoss(new() { Temperature = 0.2 }),
        new SoftNearestNeighborLoss(new() { Temperature = 0.5 }, new LpDistance(power: 2, normalize: false)),
    ];

    [Fact]
    public void Equals_the_logarithm_of_a_soft_vote_in_double()
    {
        using var loss = new SoftNearestNeighborLoss(new() { Temperature = 0.4 });
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                var naive = new NaiveBatch(batch.Embeddings, batch.Labels);
                double[] terms = [.. naive.Items.Where(a => naive.Positives(a).Any()).Select(a =>
                    Math.Log(naive.Items.Where(j => j != a).Sum(j => Math.Exp(-naive.SquaredChord(a, j) / 0.4))) - Math.Log(naive.Positives(a).Sum(p => Math.Exp(-naive.SquaredChord(a, p) / 0.4))))];
                (double value, LossTelemetry telemetry) = naive.Run(loss);
                Assert.Equal(terms.Length, telemetry.ValidTerms);
                Assert.Equal(terms.Length == 0 ? 0 : terms.Average(), value, 1e-10);
                compared += terms.Any(term => term > 1e-9) ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had a loss");
    }

    [Fact]
    public void Chosen_pairs_are_the_only_neighbours()
    {
        using var scope = NewDisposeScope();
        using var loss = new SoftNearestNeighborLoss();
        Tensor x = tensor(new double[,] { { 1, 0 }, { 0, 1 }, { -1, 0 }, { 0.6, 0.8 } });
        var batch = EmbeddingBatch.Create(x, tensor(new long[] { 0, 0, 1, 1 }));
        Assert.Equal(Math.Log(1 + Math.Exp(2 - 4)), loss.Compute(batch, new Pairs([0], [1], [0], [2])).Value.ToDouble(), 1e-12);
    }
}
