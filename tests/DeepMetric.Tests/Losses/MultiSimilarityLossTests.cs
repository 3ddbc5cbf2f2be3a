using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;

namespace DeepMetric.Tests.Losses;

public sealed class MultiSimilarityLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new MultiSimilarityLoss(),
        new MultiSimilarityLoss(new() { Alpha = 1, Beta = 5, Base = 0.3 }),
        new MultiSimilarityLoss(new() { Beta = 5 }, new LpDistance(), new NonZeroMeanReducer()),
    ];

    [Fact]
    public void Equals_two_logarithms_of_sums_per_anchor_in_double()
    {
        using var loss = new MultiSimilarityLoss(new() { Alpha = 3, Beta = 7, Base = 0.2 });
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                var naive = new NaiveBatch(batch.Embeddings, batch.Labels);
                double expected = naive.Items.Average(a =>
                    (Math.Log(1 + naive.Positives(a).Sum(p => Math.Exp(-3 * (naive.Cosine(a, p) - 0.2)))) / 3)
                    + (Math.Log(1 + naive.Negatives(a).Sum(n => Math.Exp(7 * (naive.Cosine(a, n) - 0.2)))) / 7));
                (double value, LossTelemetry telemetry) = naive.Run(loss);
                Assert.Equal(expected, value, 1e-10);
                Assert.Equal(naive.Count, telemetry.ValidTerms);
                compared += naive.Items.Any(naive.HasBoth) ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had both kinds of pairs");
    }
}
