using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using TorchSharp;
using static DeepMetric.Tests.Losses.RankingOracles;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class SurrogatePrecisionLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new SurrogatePrecisionLoss(new() { RankTemperature = 0.1 }),
        new SurrogatePrecisionLoss(new() { K = 1, RankTemperature = 0.1 }, new CosineSimilarity()),
    ];

    [Fact]
    public void Equals_the_smoothed_precision_in_double()
    {
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                using LossResult result = new SurrogatePrecisionLoss(new() { K = 2, PlaceTemperature = 0.8, RankTemperature = 0.1 }).Compute(tensor(batch.Embeddings), tensor(batch.Labels));
                double[] terms = [.. Oracle(batch.Embeddings, batch.Labels)];
                Assert.Equal(terms.Length == 0 ? 0 : terms.Average(), result.Value.ToDouble(), 1e-9);
                Assert.Equal(terms.Length, result.Telemetry.ValidTerms);
                Assert.Equal(terms.Sum(), result.Telemetry.SumOfTerms, 1e-8);
                compared += terms.Any(term => Math.Abs(term) > 1e-6) ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had a loss");
    }
    private static IEnumerable<double> Oracle(double[,] x, long[] y)
    {
        for (int q = 0; q < y.Length; q++)
        {
            int[] positives = Positives(y, q);
            double Place(int i) => 0.5 + Enumerable.Range(0, y.Length).Where(j => j != i && j != q).Sum(j => Sigmoid((UnitDistance(x, q, i) - UnitDistance(x, q, j)) / 0.1));
            if (positives.Length > 0)
            {
                yield return 1 - (positives.Sum(i => Sigmoid((2 - Place(i)) / 0.8)) / Math.Min(2, positives.Length));
            }
        }
    }
}
