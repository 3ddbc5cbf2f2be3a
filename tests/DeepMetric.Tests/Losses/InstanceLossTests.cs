using CsCheck;
using DeepMetric.Losses;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class InstanceLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new InstanceLoss(),
        new InstanceLoss(new() { Gamma = 5 }),
        new InstanceLoss(new() { Gamma = 5, Targets = InstanceTargets.LabelRank }),
    ];

    [Fact]
    public void Equals_a_softmax_over_the_items_of_the_batch_in_double()
    {
        using var loss = new InstanceLoss(new() { Gamma = 4 });
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                var naive = new NaiveBatch(batch.Embeddings, batch.Labels);
                double expected = naive.Items.Average(a => -Math.Log(
                    naive.Items.Where(t => naive.Labels[t] == naive.Labels[a]).Sum(t => Math.Exp(4 * naive.Cosine(a, t))) / naive.Items.Sum(j => Math.Exp(4 * naive.Cosine(a, j)))));
                Assert.Equal(expected, naive.Run(loss).Value, 1e-10);
                compared += expected > 1e-9 ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had a loss");
    }

    [Fact]
    public void The_rank_of_a_label_is_the_place_of_its_target()
    {
        using var scope = NewDisposeScope();
        using var loss = new InstanceLoss(new() { Gamma = 2, Targets = InstanceTargets.LabelRank });
        double[,] x = { { 1, 0 }, { 0.5, 1 }, { -1, 0.3 }, { 0.2, -1 } };
        var naive = new NaiveBatch(x, [7, -1, 3, 7]);

        // The item without a known class is left out, so the places are items 0, 2 and 3: label 3 has rank 0 and label 7 rank 1.
        (int Anchor, int Target)[] targets = [(0, 2), (2, 0), (3, 2)];
        double expected = targets.Average(pair => Math.Log(targets.Sum(other => Math.Exp(2 * naive.Cosine(pair.Anchor, other.Anchor)))) - (2 * naive.Cosine(pair.Anchor, pair.Target)));
        Assert.Equal(expected, naive.Run(loss).Value, 1e-12);
    }

    [Fact]
    public void A_reference_set_and_index_tuples_are_refused()
    {
        using var scope = NewDisposeScope();
        using var loss = new InstanceLoss();
        Tensor x = Random(4, 2, 1);
        Tensor y = tensor(new long[] { 0, 0, 1, 1 });
        Assert.Throws<ArgumentException>(() => loss.Compute(EmbeddingBatch.Create(x, y, Random(4, 2, 2), y)));
        Assert.Throws<ArgumentException>(() => loss.Compute(EmbeddingBatch.Create(x, y), new Pairs([0], [1], [0], [2])));
    }
}
