using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using TorchSharp;
using static DeepMetric.Tests.Losses.RankingOracles;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class SelectivelyContrastiveTripletLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new SelectivelyContrastiveTripletLoss(),
        new SelectivelyContrastiveTripletLoss(new() { Lambda = 0.5, Temperature = 0.4 }, new LpDistance()),
    ];

    [Fact]
    public void Equals_the_two_cases_of_the_nearest_pairs_in_double()
    {
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                using LossResult result = new SelectivelyContrastiveTripletLoss(new() { Lambda = 0.7, Temperature = 0.3 }).Compute(tensor(batch.Embeddings), tensor(batch.Labels));
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
        foreach (int a in Enumerable.Range(0, y.Length).Where(a => Positives(y, a).Length > 0 && Negatives(y, a).Length > 0))
        {
            double near = Positives(y, a).Max(p => Cosine(x, a, p));
            double far = Negatives(y, a).Max(n => Cosine(x, a, n));
            yield return far > near ? 0.7 * far : -Math.Log(Math.Exp(near / 0.3) / (Math.Exp(near / 0.3) + Math.Exp(far / 0.3)));
        }
    }
}
