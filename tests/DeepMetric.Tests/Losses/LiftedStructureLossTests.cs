using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class LiftedStructureLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new LiftedStructureLoss(),
        new LiftedStructureLoss(new() { NegativeMargin = 2, PositiveMargin = 0.2 }, reducer: new NonZeroMeanReducer()),
        new LiftedStructureLoss(new() { NegativeMargin = 0.2, PositiveMargin = 0.8 }, new CosineSimilarity()),
    ];

    [Fact]
    public void Equals_a_logarithm_over_the_negatives_of_both_ends_in_double()
    {
        using var loss = new LiftedStructureLoss(new() { NegativeMargin = 1.5, PositiveMargin = 0.1 });
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                var naive = new NaiveBatch(batch.Embeddings, batch.Labels);
                double[] terms = [.. naive.PositivePairs().Where(pair => naive.Negatives(pair.Anchor).Any()).Select(pair => Term(naive, pair.Anchor, pair.Positive))];
                (double value, LossTelemetry telemetry) = naive.Run(loss);
                Assert.Equal(terms.Length, telemetry.ValidTerms);
                Assert.Equal(terms.Length == 0 ? 0 : terms.Average(), value, 1e-10 * Math.Max(1, value));
                Assert.Equal(terms.Count(term => term > 0), telemetry.ActiveTerms);
                compared += terms.Any(term => term > 0) ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had a loss");
    }

    [Fact]
    public void With_a_reference_set_only_the_negatives_of_the_anchor_count()
    {
        using var scope = NewDisposeScope();
        using var loss = new LiftedStructureLoss();
        Tensor x = tensor(new double[,] { { 1, 0 } });
        Tensor reference = tensor(new double[,] { { 0, 1 }, { -1, 0 } });
        double expected = Math.Pow(Math.Sqrt(2) + 1 - 2, 2) / 2;
        Assert.Equal(expected, loss.Compute(EmbeddingBatch.Create(x, tensor(new long[] { 5 }), reference, tensor(new long[] { 5, 6 }))).Value.ToDouble(), 1e-12);
    }

    private static double Term(NaiveBatch batch, int a, int p)
    {
        double negatives = batch.Negatives(a).Sum(n => Math.Exp(1.5 - batch.Chord(a, n))) + batch.Negatives(p).Sum(n => Math.Exp(1.5 - batch.Chord(p, n)));
        return Math.Pow(Math.Max(0, batch.Chord(a, p) - 0.1 + Math.Log(negatives)), 2) / 2;
    }
}
