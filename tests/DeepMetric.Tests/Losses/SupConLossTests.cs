using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class SupConLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new SupConLoss(),
        new SupConLoss(new() { Temperature = 0.5 }, reducer: new MeanReducer()),
        new SupConLoss(new() { Temperature = 0.5 }, new LpDistance()),
    ];

    [Fact]
    public void Equals_the_mean_log_probability_of_the_positives_in_double()
    {
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                using LossResult result = new SupConLoss(new() { Temperature = 0.4 }, new DotProductSimilarity(), new SumReducer()).Compute(tensor(batch.Embeddings), tensor(batch.Labels));
                double expected = Enumerable.Range(0, batch.Labels.Length).Sum(anchor => Oracle(batch.Embeddings, batch.Labels, anchor, 0.4));
                Assert.Equal(expected, result.Value.ToDouble(), 1e-9);
                compared += expected > 0 ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had a loss");
    }

    private static double Oracle(double[,] x, long[] y, int a, double temperature)
    {
        double Similarity(int j) => Enumerable.Range(0, x.GetLength(1)).Sum(k => x[a, k] * x[j, k]) / temperature;
        int[] others = [.. Enumerable.Range(0, y.Length).Where(j => j != a)];
        int[] positives = [.. others.Where(j => y[j] == y[a])];
        double all = Math.Log(others.Sum(j => Math.Exp(Similarity(j))));
        return positives.Length == 0 || y.Distinct().Count() == 1 ? 0 : -positives.Average(p => Similarity(p) - all);
    }
}
