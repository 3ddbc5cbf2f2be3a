using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class TupletMarginLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new TupletMarginLoss(),
        new TupletMarginLoss(new() { MarginDegrees = 20, Scale = 4 }),
    ];

    [Fact]
    public void Equals_a_logarithm_over_negatives_after_a_slackened_angle_in_double()
    {
        using var loss = new TupletMarginLoss(new() { MarginDegrees = 15, Scale = 6 });
        double margin = Math.PI / 12;
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                var naive = new NaiveBatch(batch.Embeddings, batch.Labels);
                double[] terms = [.. naive.PositivePairs().Where(pair => naive.Negatives(pair.Anchor).Any()).Select(pair =>
                {
                    double positive = Math.Cos(Math.Acos(Math.Clamp(naive.Cosine(pair.Anchor, pair.Positive), -1, 1)) - margin);
                    return Math.Log(1 + naive.Negatives(pair.Anchor).Sum(n => Math.Exp(6 * (naive.Cosine(pair.Anchor, n) - positive))));
                })];
                (double value, LossTelemetry telemetry) = naive.Run(loss);
                Assert.Equal(terms.Length, telemetry.ValidTerms);
                Assert.Equal(terms.Length == 0 ? 0 : terms.Average(), value, 1e-9);
                compared += terms.Any(term => term > 0) ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had a loss");
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Coinciding_positives_have_a_finite_gradient(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var loss = new TupletMarginLoss(new() { Scale = 4 });
        Tensor x = tensor(new double[,] { { 0.3, 0.7, 0.1 }, { 0.3, 0.7, 0.1 }, { 0.6, 1.4, 0.2 }, { 0.3, 0.69, 0.1 } }).to(type).requires_grad_();
        loss.Compute(x, tensor(new long[] { 0, 0, 0, 1 })).Value.backward();
        Assert.True(x.grad!.isfinite().all().item<bool>());
        Assert.True(x.grad.abs().max().ToDouble() is > 0 and < 1e4, "a gradient of an ordinary size");
    }

    [Fact]
    public void Anything_but_the_cosine_similarity_is_refused() => Assert.Throws<ArgumentException>(() => new TupletMarginLoss(distance: new LpDistance()));
}
