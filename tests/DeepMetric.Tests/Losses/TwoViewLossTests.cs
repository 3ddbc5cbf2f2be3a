using CsCheck;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

/// <summary>The two losses over the dimensions of two views.</summary>
public abstract class TwoViewLossConformance : LossConformance
{
    [Fact]
    public void Labels_change_nothing_and_index_tuples_or_unequal_views_are_refused()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(8, 4, 1);
        Tensor z = Random(8, 4, 2);
        foreach (MetricLoss loss in Variants)
        {
            using LossResult without = loss.Compute(EmbeddingBatch.Create(x, null, z));
            using LossResult with = loss.Compute(EmbeddingBatch.Create(x, arange(8), z, arange(8).remainder(2)));
            Assert.Equal(without.Value.ToDouble(), with.Value.ToDouble(), 1e-12);
            Assert.Throws<ArgumentException>(() => loss.Compute(EmbeddingBatch.Create(x, null, z), new Pairs([], [], [], [])));
            Assert.Throws<ArgumentException>(() => loss.Compute(EmbeddingBatch.Create(x, null, z.narrow(0, 0, 5))));
        }
    }

    [Fact]
    public void The_gradients_of_both_views_equal_finite_differences()
    {
        using var scope = NewDisposeScope();
        foreach (MetricLoss loss in Variants)
        {
            Tensor x = Random(6, 3, 3).requires_grad_();
            Tensor z = Random(6, 3, 4).requires_grad_();
            loss.Compute(EmbeddingBatch.Create(x, null, z)).Value.backward();
            double At(Tensor first, Tensor second) => loss.Compute(EmbeddingBatch.Create(first, null, second)).Value.ToDouble();
            Tensor step = zeros(6, 3, ScalarType.Float64);
            step[2, 1] = 1e-6;
            Tensor a = x.detach();
            Tensor b = z.detach();
            Assert.Equal((At(a + step, b) - At(a - step, b)) / 2e-6, x.grad![2, 1].ToDouble(), 1e-4);
            Assert.Equal((At(a, b + step) - At(a, b - step)) / 2e-6, z.grad![2, 1].ToDouble(), 1e-4);
            Assert.NotEqual(0, x.grad![2, 1].ToDouble());
        }
    }

    protected static void CompareWith(Func<MetricLoss> create, Func<double[,], double[,], double> oracle)
    {
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                int n = batch.Labels.Length;
                double[,] second = new double[n, batch.Embeddings.GetLength(1)];
                for (int i = 0; i < n; i++)
                {
                    for (int k = 0; k < second.GetLength(1); k++)
                    {
                        second[i, k] = (0.7 * batch.Embeddings[i, k]) + (0.2 * Math.Cos(i + (3 * k)));
                    }
                }

                using LossResult result = create().Compute(EmbeddingBatch.Create(tensor(batch.Embeddings), null, tensor(second)));
                double expected = oracle(batch.Embeddings, second);
                Assert.Equal(expected, result.Value.ToDouble(), 1e-9 * Math.Max(1, expected));
                compared += expected > 0.01 ? 1 : 0;
            },
            iter: 100,
            threads: 1);
        Assert.True(compared > 90, $"only {compared} batches had a loss");
    }

    protected static double[] Column(double[,] x, int k) => [.. Enumerable.Range(0, x.GetLength(0)).Select(i => x[i, k])];

    protected static double Covariance(double[] first, double[] second, int divisor)
    {
        double meanOfFirst = first.Average();
        double meanOfSecond = second.Average();
        return first.Zip(second, (a, b) => (a - meanOfFirst) * (b - meanOfSecond)).Sum() / divisor;
    }
}

public sealed class VICRegLossTests : TwoViewLossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new VICRegLoss(),
        new VICRegLoss(new() { Invariance = 3, Variance = 2, Covariance = 5, Epsilon = 0.01 }, new SumReducer()),
    ];

    [Fact]
    public void Equals_distances_variances_and_covariances_by_loops_in_double() => CompareWith(
        () => new VICRegLoss(new() { Invariance = 3, Variance = 2, Covariance = 5, Epsilon = 0.01 }),
        (x, z) =>
        {
            int n = x.GetLength(0);
            int d = x.GetLength(1);
            double distance = Enumerable.Range(0, n).Average(i => Enumerable.Range(0, d).Average(k => Math.Pow(x[i, k] - z[i, k], 2)));
            double Lacking(double[,] view) => Enumerable.Range(0, d).Average(k => Math.Max(0, 1 - Math.Sqrt(Covariance(Column(view, k), Column(view, k), n - 1) + 0.01)));
            double Between(double[,] view) => (
                from k in Enumerable.Range(0, d)
                from l in Enumerable.Range(0, d)
                where k != l
                select Math.Pow(Covariance(Column(view, k), Column(view, l), n - 1), 2)).Sum() / d;
            return (3 * distance) + (2 * (Lacking(x) + Lacking(z)) / 2) + (5 * (Between(x) + Between(z)));
        });

    [Fact]
    public void Refuses_reducers_that_go_by_anchors() => Assert.Throws<ArgumentException>(() => new VICRegLoss(reducer: new PerAnchorReducer()));
}

public sealed class BarlowTwinsLossTests : TwoViewLossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } = [new BarlowTwinsLoss(), new BarlowTwinsLoss(new() { Lambda = 0.3, Epsilon = 0.01 })];

    [Fact]
    public void Equals_the_correlations_by_loops_in_double() => CompareWith(
        () => new BarlowTwinsLoss(new() { Lambda = 0.3, Epsilon = 0.01 }),
        (x, z) =>
        {
            int n = x.GetLength(0);
            int d = x.GetLength(1);
            double Correlation(int k, int l) => Covariance(Column(x, k), Column(z, l), n)
                / Math.Sqrt((Covariance(Column(x, k), Column(x, k), n) + 0.01) * (Covariance(Column(z, l), Column(z, l), n) + 0.01));
            return (
                from k in Enumerable.Range(0, d)
                from l in Enumerable.Range(0, d)
                select k == l ? Math.Pow(1 - Correlation(k, l), 2) : 0.3 * Math.Pow(Correlation(k, l), 2)).Sum();
        });
}
