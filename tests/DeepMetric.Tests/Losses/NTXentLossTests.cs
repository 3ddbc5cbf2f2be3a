using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class NTXentLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new NTXentLoss(),
        new NTXentLoss(new() { Temperature = 0.5 }),
        new NTXentLoss(new() { Temperature = 0.5 }, new LpDistance()),
    ];

    [Fact]
    public void Equals_a_cross_entropy_per_positive_pair_in_double()
    {
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                using LossResult result = new NTXentLoss(new() { Temperature = 0.4 }, new DotProductSimilarity()).Compute(tensor(batch.Embeddings), tensor(batch.Labels));
                List<double> terms = [.. Oracle(batch.Embeddings, batch.Labels, 0.4)];
                Assert.Equal(terms.Count, result.Telemetry.ValidTerms);
                Assert.Equal(terms.Count == 0 ? 0 : terms.Average(), result.Value.ToDouble(), 1e-10);
                Assert.Equal(terms.Sum(), result.Telemetry.SumOfTerms, 1e-9);
                compared += terms.Any(term => term > 0) ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had a loss");
    }

    [Fact]
    public void A_small_temperature_does_not_overflow_in_float32()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new float[,] { { 1, 0 }, { -1, 0 }, { 1, 0.1f } }).requires_grad_();
        using LossResult result = new NTXentLoss(new() { Temperature = 0.01 }).Compute(x, tensor(new long[] { 0, 0, 1 }));
        result.Value.backward();
        Assert.InRange(result.Value.ToDouble(), 90, 110);
        Assert.True(x.grad!.isfinite().all().item<bool>());
    }

    private static IEnumerable<double> Oracle(double[,] x, long[] y, double temperature)
    {
        double Similarity(int i, int j) => Enumerable.Range(0, x.GetLength(1)).Sum(k => x[i, k] * x[j, k]) / temperature;
        for (int a = 0; a < y.Length; a++)
        {
            for (int p = 0; p < y.Length; p++)
            {
                if (p != a && y[p] == y[a])
                {
                    double negatives = Enumerable.Range(0, y.Length).Where(n => y[n] != y[a]).Sum(n => Math.Exp(Similarity(a, n)));
                    yield return -Math.Log(Math.Exp(Similarity(a, p)) / (Math.Exp(Similarity(a, p)) + negatives));
                }
            }
        }
    }
}
