using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using DeepMetric.Tuples;
using TorchSharp;
using static DeepMetric.Tests.Losses.RankingOracles;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class HistogramLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new HistogramLoss(new() { Bins = 10 }),
        new HistogramLoss(new() { Bins = 7 }, new DotProductSimilarity(normalize: true), new SumReducer()),
    ];

    [Fact]
    public void Equals_the_overlap_of_two_histograms_in_double()
    {
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                using LossResult result = new HistogramLoss(new() { Bins = 8 }).Compute(tensor(batch.Embeddings), tensor(batch.Labels));
                double expected = Oracle(batch.Embeddings, batch.Labels, 8);
                Assert.Equal(expected, result.Value.ToDouble(), 1e-9);
                Assert.Equal(expected, result.Telemetry.MeanOfTerms, 1e-9);
                compared += expected > 1e-6 ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had a loss");
    }

    [Fact]
    public void Pairs_that_are_chosen_twice_or_both_ways_count_once()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new double[,] { { 1, 0 }, { 0, 1 }, { 1, 0.1 }, { 1, 0.3 }, { -1, -0.5 } });
        var loss = new HistogramLoss(new() { Bins = 9 });
        EmbeddingBatch batch = EmbeddingBatch.Create(x, null);
        using LossResult once = loss.Compute(batch, new Pairs([0], [1], [0, 0], [2, 3]));
        using LossResult twice = loss.Compute(batch, new Pairs([0, 1, 0], [1, 0, 1], [0, 0, 0, 1], [2, 3, 2, 4]));
        using LossResult more = loss.Compute(batch, new Pairs([0, 1, 0], [1, 0, 1], [0, 0, 0], [2, 3, 2]));
        Assert.True(once.Value.ToDouble() > 0);
        Assert.Equal(once.Value.ToDouble(), more.Value.ToDouble(), 1e-12);
        Assert.NotEqual(once.Value.ToDouble(), twice.Value.ToDouble(), 1e-6);
    }

    [Fact]
    public void Refuses_distances_of_another_range() => Assert.Throws<ArgumentException>(() => new HistogramLoss(distance: new LpDistance()));

    private static double Oracle(double[,] x, long[] y, int bins)
    {
        int n = y.Length;
        bool Takes(int i) => Positives(y, i).Length > 0 && Negatives(y, i).Length > 0;
        List<double> near = [];
        List<double> far = [];
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                if (Takes(i) || Takes(j))
                {
                    (y[i] == y[j] ? near : far).Add(Cosine(x, i, j));
                }
            }
        }

        double[] Density(List<double> values) => [.. Enumerable.Range(0, bins + 1).Select(node =>
            values.Sum(value => Math.Max(0, 1 - Math.Abs(((value + 1) * bins / 2.0) - node))) / Math.Max(1, values.Count))];
        double[] positive = Density(near);
        double[] negative = Density(far);
        return near.Count == 0 ? 0 : Enumerable.Range(0, bins + 1).Sum(node => negative[node] * positive.Take(node + 1).Sum());
    }
}
