using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;

namespace DeepMetric.Tests.Losses;

public sealed class DecoupledContrastiveLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new DecoupledContrastiveLoss(),
        new DecoupledContrastiveLoss(new() { Temperature = 0.5, WeightPositives = true }),
        new DecoupledContrastiveLoss(new() { Temperature = 0.5 }, new LpDistance(), new SumReducer()),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Equals_a_pull_and_a_push_per_positive_pair_in_double(bool weighted)
    {
        using var loss = new DecoupledContrastiveLoss(new() { Temperature = 0.3, WeightPositives = weighted, Sigma = 0.8 });
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                var naive = new NaiveBatch(batch.Embeddings, batch.Labels);
                (int Anchor, int Positive)[] pairs = [.. naive.PositivePairs().Where(pair => naive.Negatives(pair.Anchor).Any())];
                double[] terms = [.. pairs.Select(pair =>
                {
                    double similarity = naive.Cosine(pair.Anchor, pair.Positive);
                    double weight = weighted ? 2 - (Math.Exp(similarity / 0.8) / pairs.Average(other => Math.Exp(naive.Cosine(other.Anchor, other.Positive) / 0.8))) : 1;
                    return (-weight * similarity / 0.3) + Math.Log(naive.Negatives(pair.Anchor).Sum(n => Math.Exp(naive.Cosine(pair.Anchor, n) / 0.3)));
                })];
                (double value, LossTelemetry telemetry) = naive.Run(loss);
                Assert.Equal(terms.Length, telemetry.ValidTerms);
                Assert.Equal(terms.Length == 0 ? 0 : terms.Average(), value, 1e-9);
                compared += terms.Length > 0 ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had a term");
    }

    [Fact]
    public void Terms_below_0_count_as_active_where_they_have_a_gradient()
    {
        using var loss = new DecoupledContrastiveLoss();
        double[,] x = { { 1, 0 }, { 0.9, 0.1 }, { -1, 0.2 } };
        (double value, LossTelemetry telemetry) = new NaiveBatch(x, [0, 0, 1]).Run(loss);
        Assert.True(value < 0, $"{value}");
        Assert.Equal((2, 2), (telemetry.ValidTerms, telemetry.ActiveTerms));
    }
}
