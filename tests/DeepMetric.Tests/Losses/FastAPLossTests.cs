using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using TorchSharp;
using static DeepMetric.Tests.Losses.RankingOracles;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class FastAPLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new FastAPLoss(),
        new FastAPLoss(new() { Bins = 5 }, new LpDistance(), new SumReducer()),
    ];

    [Fact]
    public void Equals_the_average_precision_of_soft_histograms_in_double()
    {
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                using LossResult result = new FastAPLoss(new() { Bins = 6 }).Compute(tensor(batch.Embeddings), tensor(batch.Labels));
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
    [Fact]
    public void Refuses_distances_of_another_range()
    {
        Assert.Throws<ArgumentException>(() => new FastAPLoss(distance: new LpDistance(normalize: false)));
        Assert.Throws<ArgumentException>(() => new FastAPLoss(distance: new CosineSimilarity()));
    }

    private static IEnumerable<double> Oracle(double[,] x, long[] y)
    {
        const int bins = 6;
        for (int a = 0; a < y.Length; a++)
        {
            // A triangle of the width of two bins around each node.
            double[] Histogram(int[] items) => [.. Enumerable.Range(0, bins + 1).Select(node =>
                items.Sum(j => Math.Max(0, 1 - Math.Abs((Math.Pow(UnitDistance(x, a, j), 2) / (4.0 / bins)) - node))))];
            int[] positives = Positives(y, a);
            double[] near = Histogram(positives);
            double[] far = Histogram(Negatives(y, a));
            if (positives.Length > 0)
            {
                yield return 1 - (Enumerable.Range(0, bins + 1).Where(node => near[node] > 0).Sum(node =>
                    near[node] * near.Take(node + 1).Sum() / (near.Take(node + 1).Sum() + far.Take(node + 1).Sum())) / positives.Length);
            }
        }
    }
}
