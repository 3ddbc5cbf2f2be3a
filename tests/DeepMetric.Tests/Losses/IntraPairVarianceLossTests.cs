using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;

namespace DeepMetric.Tests.Losses;

public sealed class IntraPairVarianceLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new IntraPairVarianceLoss(),
        new IntraPairVarianceLoss(new() { PositiveEpsilon = 0.1, NegativeEpsilon = 0.2 }, reducer: new NonZeroMeanReducer()),
        new IntraPairVarianceLoss(new() { PositiveEpsilon = 0.1, NegativeEpsilon = 0.2 }, new LpDistance()),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Equals_the_squared_excess_over_the_mean_of_each_side_in_double(bool similarity)
    {
        Distance distance = similarity ? new CosineSimilarity() : new LpDistance(power: 2);
        using var loss = new IntraPairVarianceLoss(new() { PositiveEpsilon = 0.05, NegativeEpsilon = 0.1 }, distance);
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                var naive = new NaiveBatch(batch.Embeddings, batch.Labels);
                double At(int i, int j) => similarity ? naive.Cosine(i, j) : naive.SquaredChord(i, j);
                double[] positives = [.. naive.PositivePairs().Select(pair => At(pair.Anchor, pair.Positive))];
                double[] negatives = [.. naive.Items.SelectMany(a => naive.Negatives(a).Select(n => At(a, n)))];
                double expected = (positives.Length == 0 ? 0 : positives.Average(pair => Square(Excess(pair, positives.Average(), 0.05, similarity))))
                    + (negatives.Length == 0 ? 0 : negatives.Average(pair => Square(Excess(pair, negatives.Average(), 0.1, !similarity))));
                (double value, LossTelemetry telemetry) = naive.Run(loss);
                Assert.Equal(expected, value, 1e-10);
                Assert.Equal((positives.Length, negatives.Length), ((int)telemetry.Pairs!.ValidPositives, (int)telemetry.Pairs.ValidNegatives));
                compared += expected > 0 && positives.Length > 0 && negatives.Length > 0 ? 1 : 0;
            },
            iter: 100,
            threads: 1);
        Assert.True(compared > 40, $"only {compared} batches had a loss");
    }

    private static double Excess(double pair, double mean, double epsilon, bool lowIsWrong) => Math.Max(0, lowIsWrong ? ((1 - epsilon) * mean) - pair : pair - ((1 + epsilon) * mean));

    private static double Square(double value) => value * value;
}
