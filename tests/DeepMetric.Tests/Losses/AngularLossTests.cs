using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using TorchSharp;
using static DeepMetric.Tests.Losses.RankingOracles;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class AngularLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new AngularLoss(),
        new AngularLoss(new() { Alpha = 55 }, new SumReducer()),
        new AngularLoss(new() { NormalizeNegatives = false }),
    ];

    [Fact]
    public void Equals_a_sum_over_the_negatives_of_each_pair_in_double()
    {
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                using LossResult result = new AngularLoss(new() { Alpha = 45 }).Compute(tensor(batch.Embeddings), tensor(batch.Labels));
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
    public void A_wide_angle_keeps_finite_values_and_gradients_in_float()
    {
        using var scope = NewDisposeScope();
        Tensor x = cat([ones(4, 3), -ones(4, 3)]).requires_grad_();
        using LossResult result = new AngularLoss(new() { Alpha = 80 }).Compute(x, arange(8).remainder(2));
        result.Value.backward();
        Assert.True(double.IsFinite(result.Value.ToDouble()));
        Assert.True(x.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void Negatives_that_are_not_normalised_and_too_long_for_the_angle_are_refused()
    {
        using var scope = NewDisposeScope();
        var loss = new AngularLoss(new() { Alpha = 60, NormalizeNegatives = false });
        Assert.True(double.IsFinite(loss.Compute(ones(4, 2) * 9, arange(4).remainder(2)).Value.ToDouble()));
        Assert.Contains("at most 13.54", Assert.Throws<ArgumentException>(() => loss.Compute(ones(4, 2) * 10, arange(4).remainder(2))).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<double> Oracle(double[,] x, long[] y)
    {
        // tan 45 = 1.
        for (int a = 0; a < y.Length; a++)
        {
            foreach (int p in y.Distinct().Count() < 2 ? [] : Positives(y, a))
            {
                yield return Math.Log(1 + Negatives(y, a).Sum(n => Math.Exp((4 * (Cosine(x, a, n) + Cosine(x, p, n))) - (4 * Cosine(x, a, p)))));
            }
        }
    }
}
