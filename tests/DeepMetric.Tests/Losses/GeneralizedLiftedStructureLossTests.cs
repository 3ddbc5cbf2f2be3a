using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;

namespace DeepMetric.Tests.Losses;

public sealed class GeneralizedLiftedStructureLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new GeneralizedLiftedStructureLoss(),
        new GeneralizedLiftedStructureLoss(new() { NegativeMargin = 0.5, PositiveMargin = 0.2 }, reducer: new NonZeroMeanReducer()),
        new GeneralizedLiftedStructureLoss(new() { NegativeMargin = 0.2, PositiveMargin = 0.8 }, new CosineSimilarity()),
    ];

    [Fact]
    public void Equals_two_logarithms_of_sums_per_anchor_in_double()
    {
        using var loss = new GeneralizedLiftedStructureLoss(new() { NegativeMargin = 0.2, PositiveMargin = 1.4 }, reducer: new SumReducer());
        int compared = 0;
        int zeros = 0;
        Batches.Sample(
            batch =>
            {
                var naive = new NaiveBatch(batch.Embeddings, batch.Labels);
                double[] terms = [.. naive.Items.Select(a => Math.Max(
                    0,
                    Log(naive.Positives(a).Select(p => naive.Chord(a, p) - 1.4)) + Log(naive.Negatives(a).Select(n => 0.2 - naive.Chord(a, n)))))];
                Assert.Equal(terms.Sum(), naive.Run(loss).Value, 1e-10);
                compared += naive.Items.Any(a => naive.HasBoth(a) && terms[a] > 0) ? 1 : 0;
                zeros += naive.Items.Any(a => naive.HasBoth(a) && terms[a] == 0) ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80 && zeros > 10, $"only {compared} batches had a loss, and only {zeros} an anchor without one");
    }

    private static double Log(IEnumerable<double> exponents) => exponents.Any() ? Math.Log(exponents.Sum(Math.Exp)) : 0;
}
