using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class CircleLossTests : LossConformance
{
    private const double Margin = 0.3;
    private const double Scale = 6;

    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new CircleLoss(),
        new CircleLoss(new() { Margin = 0.25, Scale = 10 }, reducer: new MeanReducer()),
    ];

    [Fact]
    public void Equals_the_product_of_two_weighted_sums_per_anchor_in_double()
    {
        using var loss = new CircleLoss(new() { Margin = Margin, Scale = Scale }, reducer: new SumReducer());
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                var naive = new NaiveBatch(batch.Embeddings, batch.Labels);
                double expected = Oracle(naive, naive);
                Assert.Equal(expected, naive.Run(loss).Value, 1e-9 * Math.Max(1, expected));
                compared += expected > 0 ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had a loss");
    }

    [Fact]
    public void The_gradient_equals_finite_differences_with_the_weights_held_fixed()
    {
        const double step = 1e-6;
        using var loss = new CircleLoss(new() { Margin = Margin, Scale = Scale }, reducer: new SumReducer());
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                Tensor x = tensor(batch.Embeddings).requires_grad_();
                loss.Compute(x, tensor(batch.Labels)).Value.backward();
                var weighing = new NaiveBatch((double[,])batch.Embeddings.Clone(), batch.Labels);
                for (int i = 0; i < batch.Labels.Length; i++)
                {
                    double At(double offset)
                    {
                        double[,] moved = (double[,])batch.Embeddings.Clone();
                        moved[i, 0] += offset;
                        return Oracle(new NaiveBatch(moved, batch.Labels), weighing);
                    }

                    double found = x.grad![i, 0].item<double>();
                    Assert.Equal((At(step) - At(-step)) / (2 * step), found, 1e-4 * Math.Max(1, Math.Abs(found)));
                    compared += found != 0 ? 1 : 0;
                }
            },
            iter: 50,
            threads: 1);
        Assert.True(compared > 100, $"only {compared} gradient entries differed from 0");
    }

    [Fact]
    public void Anything_but_the_cosine_similarity_is_refused() => Assert.Throws<ArgumentException>(() => new CircleLoss(distance: new LpDistance()));

    private static double Oracle(NaiveBatch batch, NaiveBatch weighing) => batch.Items.Where(batch.HasBoth).Sum(a =>
    {
        double negatives = batch.Negatives(a).Sum(n => Math.Exp(Scale * Math.Max(0, weighing.Cosine(a, n) + Margin) * (batch.Cosine(a, n) - Margin)));
        double positives = batch.Positives(a).Sum(p => Math.Exp(-Scale * Math.Max(0, 1 + Margin - weighing.Cosine(a, p)) * (batch.Cosine(a, p) - 1 + Margin)));
        return Math.Log(1 + (negatives * positives));
    });
}
