using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using DeepMetric.Tuples;
using TorchSharp;
using static DeepMetric.Tests.Losses.RankingOracles;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class DynamicSoftMarginLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new DynamicSoftMarginLoss(),
        new DynamicSoftMarginLoss(new() { Bins = 7, Smallest = -4, Momentum = 0.5 }, new LpDistance(power: 2), new SumReducer()),
    ];

    [Fact]
    public void Equals_three_nested_loops_and_a_histogram_in_double_over_successive_batches()
    {
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                using var loss = new DynamicSoftMarginLoss(new() { Bins = 9, Momentum = 0.3 });
                double[] histogram = new double[9];
                for (int step = 0; step < 3; step++)
                {
                    double[,] x = (double[,])batch.Embeddings.Clone();
                    for (int i = 0; i < x.GetLength(0); i++)
                    {
                        x[i, 0] += 0.3 * step * i;
                    }

                    using LossResult result = loss.Compute(tensor(x), tensor(batch.Labels));
                    double expected = Oracle(x, batch.Labels, histogram, out int triplets);
                    Assert.Equal(expected, result.Value.ToDouble(), 1e-9);
                    Assert.Equal(triplets, result.Telemetry.ValidTerms);
                    Assert.All(histogram.Zip([.. loss.Weights.Kept["hist_"].data<double>()]), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
                    compared += Math.Abs(expected) > 1e-6 ? 1 : 0;
                }
            },
            iter: 100,
            threads: 1);
        Assert.True(compared > 120, $"only {compared} batches had a loss");
    }

    [Fact]
    public void Listed_triplets_give_the_value_the_gradient_and_the_histogram_of_all_at_once()
    {
        using var scope = NewDisposeScope();
        Tensor y = arange(12).remainder(3);
        using var all = new DynamicSoftMarginLoss(new() { Momentum = 0.2 });
        using var listed = new DynamicSoftMarginLoss(new() { Momentum = 0.2 });
        for (int step = 0; step < 2; step++)
        {
            Tensor x = Random(12, 4, step).requires_grad_();
            Tensor same = Random(12, 4, step).requires_grad_();
            LossResult first = all.Compute(x, y);
            LossResult second = listed.Compute(EmbeddingBatch.Create(same, y), Triplets.All([.. y.data<long>()]));
            first.Value.backward();
            second.Value.backward();
            Assert.Equal(first.Value.ToDouble(), second.Value.ToDouble(), 1e-10);
            Assert.Equal(first.Telemetry.ActiveTerms, second.Telemetry.ActiveTerms);
            Assert.True(x.grad!.abs().sum().ToDouble() > 0);
            Assert.True(x.grad!.allclose(same.grad!, 1e-9, 1e-12));
            Assert.True(all.Weights.Kept["hist_"].allclose(listed.Weights.Kept["hist_"], 1e-10, 1e-12));
        }
    }

    [Fact]
    public void Refuses_differences_outside_of_its_bins_and_distances_of_another_range()
    {
        using var scope = NewDisposeScope();
        using var loss = new DynamicSoftMarginLoss(new() { Smallest = -0.01 });
        ArgumentException refused = Assert.Throws<ArgumentException>(() => loss.Compute(Random(8, 3, 1), arange(8).remainder(2)));
        Assert.Contains("from -0.01 to 0.01", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new DynamicSoftMarginLoss(distance: new CosineSimilarity()));
    }

    private static double Oracle(double[,] x, long[] y, double[] histogram, out int triplets)
    {
        double[] differences =
        [
            .. from a in Enumerable.Range(0, y.Length)
               from p in Positives(y, a)
               from n in Negatives(y, a)
               select UnitDistance(x, a, p) - UnitDistance(x, a, n),
        ];
        triplets = differences.Length;
        if (triplets == 0)
        {
            return 0;
        }

        const double width = 4.0 / 9;
        int Bin(double difference) => Math.Clamp((int)Math.Floor((difference + 2) / width), 0, 8);
        double momentum = histogram.Sum() > 0 ? 0.3 : 1;
        for (int bin = 0; bin < 9; bin++)
        {
            histogram[bin] *= 1 - momentum;
        }

        foreach (double difference in differences)
        {
            double into = ((difference + 2) / width) - Bin(difference);
            histogram[Bin(difference)] += momentum * (Bin(difference) == 8 ? 1 : 1 - into);
            histogram[Math.Min(8, Bin(difference) + 1)] += momentum * (Bin(difference) == 8 ? 0 : into);
        }

        double total = histogram.Sum();
        for (int bin = 0; bin < 9; bin++)
        {
            histogram[bin] /= total;
        }

        return differences.Average(difference => histogram.Take(Bin(difference) + 1).Sum() * difference);
    }
}
