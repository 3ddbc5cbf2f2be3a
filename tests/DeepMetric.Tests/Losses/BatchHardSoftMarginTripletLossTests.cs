using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using TorchSharp;
using static DeepMetric.Tests.Losses.RankingOracles;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class BatchHardSoftMarginTripletLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new BatchHardSoftMarginTripletLoss(),
        new BatchHardSoftMarginTripletLoss(new() { Hinge = true, Margin = 0.5 }, new LpDistance()),
        new BatchHardSoftMarginTripletLoss(distance: new CosineSimilarity(), reducer: new SumReducer()),
    ];

    [Fact]
    public void Equals_a_soft_margin_of_the_hardest_pairs_in_double()
    {
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                using LossResult result = new BatchHardSoftMarginTripletLoss().Compute(tensor(batch.Embeddings), tensor(batch.Labels));
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
    public void Index_tuples_are_the_triplets()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new double[,] { { 0 }, { 3 }, { 1 }, { 7 } });
        EmbeddingBatch batch = EmbeddingBatch.Create(x, null);
        using LossResult result = new BatchHardSoftMarginTripletLoss(new() { Hinge = true, Margin = 1 }).Compute(batch, new DeepMetric.Tuples.Triplets([0, 1], [1, 0], [2, 3]));

        // max(0, 3 - 1 + 1) and max(0, 3 - 4 + 1).
        Assert.Equal(1.5, result.Value.ToDouble(), 1e-12);
        Assert.Equal((1, 0, 1), (result.Telemetry.Triplets!.Hard, result.Telemetry.Triplets.SemiHard, result.Telemetry.Triplets.Easy));
    }

    private static IEnumerable<double> Oracle(double[,] x, long[] y) =>
        from a in Enumerable.Range(0, y.Length)
        where Positives(y, a).Length > 0 && Negatives(y, a).Length > 0
        select Math.Log(1 + Math.Exp(Positives(y, a).Max(p => Distance(x, a, p)) - Negatives(y, a).Min(n => Distance(x, a, n))));
}
