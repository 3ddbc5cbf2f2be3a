using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using TorchSharp;
using static DeepMetric.Tests.Losses.RankingOracles;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class PNPLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new PNPLoss(new() { Temperature = 0.1 }),
        new PNPLoss(new() { Temperature = 0.2, Variant = PNPVariant.Ds }),
        new PNPLoss(new() { Temperature = 0.2, Variant = PNPVariant.Dq, Alpha = 2 }, reducer: new SumReducer()),
        new PNPLoss(new() { Temperature = 0.2, Variant = PNPVariant.Iu }, new LpDistance()),
        new PNPLoss(new() { Temperature = 0.2, Variant = PNPVariant.Ib, B = 3 }),
    ];

    [Fact]
    public void Equals_the_mean_of_negatives_before_positives_in_double()
    {
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                using LossResult result = new PNPLoss(new() { Temperature = 0.1, Variant = PNPVariant.Iu }).Compute(tensor(batch.Embeddings), tensor(batch.Labels));
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
            if (others.Length > 0)
            {
                yield return others.Prepend(q).Average(i =>
                {
                    double before = Negatives(y, q).Sum(n => Sigmoid((Cosine(x, q, n) - Cosine(x, q, i)) / 0.1));
                    return (1 + before) * Math.Log(1 + before);
                });
            }
        }
    }
}
