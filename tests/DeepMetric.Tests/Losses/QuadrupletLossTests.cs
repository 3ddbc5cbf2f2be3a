using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using DeepMetric.Tuples;
using TorchSharp;
using static DeepMetric.Tests.Losses.RankingOracles;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class QuadrupletLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new QuadrupletLoss(),
        new QuadrupletLoss(new() { Margin = 0.5, OtherMargin = 0.2 }, new LpDistance(), new NonZeroMeanReducer()),
        new QuadrupletLoss(new() { Margin = 0.3, OtherMargin = 0.3 }, new CosineSimilarity(), new SumReducer()),
    ];

    [Fact]
    public void Equals_nested_loops_over_triplets_and_quadruplets_in_double_with_every_count()
    {
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                using LossResult result = new QuadrupletLoss(new() { Margin = 0.9, OtherMargin = 0.4 }).Compute(tensor(batch.Embeddings), tensor(batch.Labels));
                double[] triplets = [.. Triplets(batch.Embeddings, batch.Labels)];
                double[] quadruplets = [.. Quadruplets(batch.Embeddings, batch.Labels)];
                double Mean(double[] terms) => terms.Length == 0 ? 0 : terms.Average();
                Assert.Equal(Mean(triplets) + Mean(quadruplets), result.Value.ToDouble(), 1e-9);
                LossTelemetry telemetry = result.Telemetry;
                Assert.Equal(triplets.Length + quadruplets.Length, telemetry.ValidTerms);
                Assert.Equal(triplets.Concat(quadruplets).Count(term => term > 1e-13), telemetry.ActiveTerms);
                Assert.Equal(triplets.Concat(quadruplets).Count(term => term > LossTelemetry.Epsilon), telemetry.ActiveTermsAboveEpsilon);
                compared += quadruplets.Any(term => term > 0) ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 50, $"only {compared} batches had an active quadruplet");
    }

    [Fact]
    public void Refuses_index_tuples_and_reducers_of_single_terms()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(6, 3, 1);
        Tensor y = arange(6).remainder(3);
        Assert.Throws<ArgumentException>(() => new QuadrupletLoss().Compute(EmbeddingBatch.Create(x, y), new Triplets([0], [3], [1])));
        Assert.Throws<InvalidOperationException>(() => new QuadrupletLoss(reducer: new ThresholdReducer(0.1)).Compute(x, y));
        Assert.Throws<InvalidOperationException>(() => new QuadrupletLoss(reducer: new PerAnchorReducer()).Compute(x, y));
    }

    private static IEnumerable<double> Triplets(double[,] x, long[] y) =>
        from i in Enumerable.Range(0, y.Length)
        from j in Positives(y, i)
        from k in Negatives(y, i)
        select Math.Max(0, Math.Pow(UnitDistance(x, i, j), 2) - Math.Pow(UnitDistance(x, i, k), 2) + 0.9);

    private static IEnumerable<double> Quadruplets(double[,] x, long[] y) =>
        from i in Enumerable.Range(0, y.Length)
        from j in Positives(y, i)
        from l in Negatives(y, i)
        from k in Negatives(y, i)
        where l < k && y[l] != y[k]
        select Math.Max(0, Math.Pow(UnitDistance(x, i, j), 2) - Math.Pow(UnitDistance(x, l, k), 2) + 0.4);
}
