using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class NCALossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new NCALoss(),
        new NCALoss(new() { SoftmaxScale = 5 }),
        new NCALoss(new() { SoftmaxScale = 3 }, new CosineSimilarity()),
    ];

    [Fact]
    public void Equals_the_logarithm_of_a_soft_vote_in_double()
    {
        using var loss = new NCALoss(new() { SoftmaxScale = 3 });
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                var naive = new NaiveBatch(batch.Embeddings, batch.Labels);
                double[] terms = [.. naive.Items.Where(a => naive.Positives(a).Any()).Select(a => -Math.Log(Share(naive, a, 3)))];
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
    public void A_vote_below_the_smallest_double_still_has_a_loss_and_a_gradient()
    {
        using var scope = NewDisposeScope();
        using var loss = new NCALoss(new() { SoftmaxScale = 1 }, new LpDistance(power: 2, normalize: false));
        Tensor x = tensor(new double[,] { { 0 }, { 40 }, { 1 } }).requires_grad_();
        LossResult result = loss.Compute(x, tensor(new long[] { 0, 0, 1 }));
        result.Value.backward();
        Assert.Equal((1599.0 + (1600 - 1521)) / 2, result.Value.ToDouble(), 1e-9);
        Assert.NotEqual(0, x.grad![0, 0].item<double>());
    }

    [Fact]
    public void Index_tuples_weigh_anchors_by_how_often_they_appear()
    {
        using var scope = NewDisposeScope();
        using var loss = new NCALoss();
        double[,] x = { { 1, 0 }, { 0, 1 }, { 1, 1 }, { -1, 0.5 } };
        long[] y = [0, 0, 1, 1];
        var naive = new NaiveBatch(x, y);
        double[] weights = [1, 0.5, 0.5, 0];
        LossResult result = loss.Compute(EmbeddingBatch.Create(tensor(x), tensor(y)), new Pairs([0], [1], [0], [2]));
        double expected = naive.Items.Average(a => -Math.Log(Share(naive, a, 1)) * weights[a]);
        Assert.Equal(expected, result.Value.ToDouble(), 1e-12);
        loss.AnchorsPerPart = 3;
        Assert.Equal(expected, loss.Compute(EmbeddingBatch.Create(tensor(x), tensor(y)), new Pairs([0], [1], [0], [2])).Value.ToDouble(), 1e-12);
    }

    internal static double Share(NaiveBatch batch, int a, double scale) =>
        batch.Positives(a).Sum(p => Math.Exp(-scale * batch.SquaredChord(a, p))) / batch.Items.Where(j => j != a).Sum(j => Math.Exp(-scale * batch.SquaredChord(a, j)));
}
