using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;

namespace DeepMetric.Tests.Losses;

public sealed class ThresholdConsistentMarginLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new ThresholdConsistentMarginLoss(),
        new ThresholdConsistentMarginLoss(new() { PositiveWeight = 0.5, NegativeWeight = 3, PositiveMargin = 0.7, NegativeMargin = 0.1 }),
        new ThresholdConsistentMarginLoss(new() { NegativeWeight = 2, NegativeMargin = -0.2 }, reducer: new MeanReducer()),
    ];

    [Fact]
    public void Equals_two_means_over_hard_pairs_in_double()
    {
        using var loss = new ThresholdConsistentMarginLoss(new() { PositiveWeight = 0.5, NegativeWeight = 2, PositiveMargin = 0.6, NegativeMargin = 0.2 });
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                var naive = new NaiveBatch(batch.Embeddings, batch.Labels);
                double[] positives = [.. naive.PositivePairs().Select(pair => 0.6 - naive.Cosine(pair.Anchor, pair.Positive)).Where(excess => excess >= 0)];
                double[] negatives = [.. naive.Items.SelectMany(a => naive.Negatives(a).Select(n => naive.Cosine(a, n) - 0.2)).Where(excess => excess >= 0)];
                double expected = (0.5 * (positives.Length == 0 ? 0 : positives.Average())) + (2 * (negatives.Length == 0 ? 0 : negatives.Average()));
                (double value, LossTelemetry telemetry) = naive.Run(loss);
                Assert.Equal(expected, value, 1e-10);
                Assert.Equal(((0.5 * positives.Sum()) + (2 * negatives.Sum())) / 2, telemetry.SumOfTerms, 1e-9);
                compared += positives.Length > 0 && negatives.Length > 0 ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had hard pairs of both kinds");
    }

    [Fact]
    public void Listed_terms_have_the_weights_too()
    {
        using var all = new ThresholdConsistentMarginLoss(new() { PositiveWeight = 0.5, NegativeWeight = 3 });
        using var listed = new ThresholdConsistentMarginLoss(new() { PositiveWeight = 0.5, NegativeWeight = 3 }, reducer: new ThresholdReducer(0));
        double[,] x = { { 1, 0 }, { 0.7, 0.7 }, { 1, 0.5 }, { -1, 0.1 } };
        var naive = new NaiveBatch(x, [0, 0, 1, 1]);
        Assert.NotEqual(0, naive.Run(all).Value);
        Assert.Equal(naive.Run(all).Value, naive.Run(listed).Value, 1e-12);
    }

    [Fact]
    public void Anything_but_the_cosine_similarity_is_refused() => Assert.Throws<ArgumentException>(() => new ThresholdConsistentMarginLoss(distance: new LpDistance()));
}
