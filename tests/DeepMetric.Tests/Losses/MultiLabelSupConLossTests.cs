using CsCheck;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class MultiLabelSupConLossTests : LossConformance
{
    private static readonly double[] Thresholds = [0.25, 1.0 / 3, 0.5, 2.0 / 3, 1];

    private static readonly Gen<(double[,] X, bool[,] Sets, double Threshold)> LabelledSets =
        from n in Gen.Int[2, 12]
        from values in Gen.Double.Unit.Select(unit => (2 * unit) - 1).Array[n * 3]
        from bits in Gen.Bool.Array[n * 4]
        from threshold in Gen.Int[0, Thresholds.Length - 1].Select(i => Thresholds[i])
        select (Shape(values, n, 3), Shape(bits, n, 4), threshold);

    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new MultiLabelSupConLoss(),
        new MultiLabelSupConLoss(new() { Temperature = 0.5, WeightByOverlap = false }, reducer: new MeanReducer()),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Equals_the_mean_weighted_log_probability_of_the_positives_in_double(bool weighted)
    {
        using var loss = new MultiLabelSupConLoss(new() { Temperature = 0.4, WeightByOverlap = weighted }, reducer: new SumReducer());
        int compared = 0;
        LabelledSets.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                double expected = Oracle(batch.X, batch.Sets, batch.Threshold, weighted);
                foreach (int? part in (int?[])[null, 3])
                {
                    loss.AnchorsPerPart = part;
                    LossResult result = loss.Compute(EmbeddingBatch.CreateMultiLabel(tensor(batch.X), tensor(batch.Sets), batch.Threshold));
                    Assert.Equal(expected, result.Value.ToDouble(), 1e-9);
                }

                compared += expected > 0 ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had a loss");
    }

    [Fact]
    public void One_label_per_item_makes_it_the_supervised_contrastive_loss() => Batches.Sample(
        batch =>
        {
            var naive = new NaiveBatch(batch.Embeddings, batch.Labels);
            using var single = new SupConLoss();
            using var multi = new MultiLabelSupConLoss();
            Assert.Equal(naive.Run(single).Value, naive.Run(multi).Value, 1e-12);
        },
        iter: 25,
        threads: 1);

    private static double Oracle(double[,] x, bool[,] sets, double threshold, bool weighted)
    {
        var naive = new NaiveBatch(x, new long[x.GetLength(0)]);
        bool Known(int i) => Enumerable.Range(0, 4).Any(c => sets[i, c]);
        double Overlap(int i, int j) =>
            Enumerable.Range(0, 4).Count(c => sets[i, c] && sets[j, c]) / (double)Enumerable.Range(0, 4).Count(c => sets[i, c] || sets[j, c]);
        int[] known = [.. naive.Items.Where(Known)];
        if (!known.Any(i => known.Any(j => i != j && Overlap(i, j) < threshold)))
        {
            return 0;
        }

        double sum = 0;
        foreach (int a in known)
        {
            int[] others = [.. known.Where(j => j != a)];
            int[] positives = [.. others.Where(j => Overlap(a, j) >= threshold)];
            double all = Math.Log(others.Sum(j => Math.Exp(naive.Cosine(a, j) / 0.4)));
            sum += positives.Length == 0 ? 0 : positives.Average(p => (weighted ? Overlap(a, p) : 1) * (all - (naive.Cosine(a, p) / 0.4)));
        }

        return sum;
    }

    private static T[,] Shape<T>(T[] values, int n, int width)
    {
        var shaped = new T[n, width];
        for (int i = 0; i < values.Length; i++)
        {
            shaped[i / width, i % width] = values[i];
        }

        return shaped;
    }
}
