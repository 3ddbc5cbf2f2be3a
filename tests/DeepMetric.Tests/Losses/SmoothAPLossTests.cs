using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using TorchSharp;
using static DeepMetric.Tests.Losses.RankingOracles;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class SmoothAPLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new SmoothAPLoss(new() { Temperature = 0.1 }),
        new SmoothAPLoss(new() { Temperature = 0.5 }, new LpDistance(), new SumReducer()),
    ];

    [Fact]
    public void Equals_the_smoothed_average_precision_in_double()
    {
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                using LossResult result = new SmoothAPLoss(new() { Temperature = 0.1 }).Compute(tensor(batch.Embeddings), tensor(batch.Labels));
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
            int[] others = Positives(y, q);
            int[] positives = [q, .. others];
            double Before(int j, int i) => Sigmoid((Cosine(x, q, j) - Cosine(x, q, i)) / 0.1);
            if (others.Length > 0)
            {
                yield return 1 - positives.Average(i =>
                {
                    double among = 1 + positives.Where(j => j != i).Sum(j => Before(j, i));
                    return among / (among + Negatives(y, q).Sum(n => Before(n, i)));
                });
            }
        }
    }
}
