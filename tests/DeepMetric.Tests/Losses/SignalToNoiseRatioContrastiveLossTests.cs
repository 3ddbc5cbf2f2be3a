using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;

namespace DeepMetric.Tests.Losses;

public sealed class SignalToNoiseRatioContrastiveLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new SignalToNoiseRatioContrastiveLoss(),
        new SignalToNoiseRatioContrastiveLoss(new() { PositiveMargin = 0.1, NegativeMargin = 2 }, reducer: new MeanReducer()),
    ];

    [Fact]
    public void Equals_a_hinge_on_a_ratio_of_variances_in_double()
    {
        using var loss = new SignalToNoiseRatioContrastiveLoss(new() { PositiveMargin = 0.5, NegativeMargin = 3 }, new SignalToNoiseDistance(normalize: false), new SumReducer());
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                var naive = new NaiveBatch(batch.Embeddings, batch.Labels);
                double expected = naive.Items.Sum(a =>
                    naive.Positives(a).Sum(p => Math.Max(0, Ratio(batch.Embeddings, a, p) - 0.5)) + naive.Negatives(a).Sum(n => Math.Max(0, 3 - Ratio(batch.Embeddings, a, n))));
                Assert.Equal(expected, naive.Run(loss).Value, 1e-8 * Math.Max(1, expected));
                compared += expected > 0 && naive.Items.Any(naive.HasBoth) ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had a loss");
    }

    [Fact]
    public void Any_other_distance_is_refused() => Assert.Throws<ArgumentException>(() => new SignalToNoiseRatioContrastiveLoss(distance: new LpDistance()));

    private static double Ratio(double[,] x, int a, int j)
    {
        double[] anchor = [.. Enumerable.Range(0, x.GetLength(1)).Select(k => x[a, k])];
        double[] noise = [.. Enumerable.Range(0, x.GetLength(1)).Select(k => x[a, k] - x[j, k])];
        return Variance(noise) / Variance(anchor);
    }

    private static double Variance(double[] values) => values.Average(value => Math.Pow(value - values.Average(), 2));
}
