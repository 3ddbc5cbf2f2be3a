using CsCheck;
using DeepMetric.Losses;
using DeepMetric.Tuples;
using TorchSharp;
using static DeepMetric.Tests.Losses.RankingOracles;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

/// <summary>Rankings of a reference set, and of the pairs that index tuples choose.</summary>
public sealed class ReferenceRankingTests
{
    // The first anchors of a batch, ranked against the others; rows keep their places in the whole.
    private static readonly Gen<(double[,] X, long[] Y, int Anchors)> Sets =
        from n in Gen.Int[4, 12]
        from anchors in Gen.Int[1, n - 2]
        from values in Gen.Double.Unit.Select(unit => (2 * unit) - 1).Array[n * 3]
        from labels in Gen.Long[0, 2].Array[n]
        select (Shape(values, n), labels, anchors);

    [Fact]
    public void SmoothAP_ranks_the_reference_without_the_query() => Compare(new SmoothAPLoss(new() { Temperature = 0.2 }), (x, q, positives, negatives) =>
        1 - positives.Average(i =>
        {
            double among = 1 + positives.Where(j => j != i).Sum(j => Sigmoid((Cosine(x, q, j) - Cosine(x, q, i)) / 0.2));
            return among / (among + negatives.Sum(n => Sigmoid((Cosine(x, q, n) - Cosine(x, q, i)) / 0.2)));
        }));

    [Fact]
    public void PNP_ranks_the_reference_without_the_query() => Compare(new PNPLoss(new() { Temperature = 0.2 }), (x, q, positives, negatives) =>
        positives.Average(i => negatives.Sum(n => Sigmoid((Cosine(x, q, n) - Cosine(x, q, i)) / 0.2))));

    [Fact]
    public void SurrogatePrecision_ranks_the_reference() => Compare(new SurrogatePrecisionLoss(new() { K = 2, RankTemperature = 0.2 }), (x, q, positives, negatives) =>
        1 - (positives.Sum(i => Sigmoid(2 - 0.5 - positives.Concat(negatives).Where(j => j != i).Sum(j => Sigmoid((UnitDistance(x, q, i) - UnitDistance(x, q, j)) / 0.2))))
            / Math.Min(2, positives.Length)));

    [Fact]
    public void FastAP_has_histograms_of_the_reference() => Compare(new FastAPLoss(new() { Bins = 4 }), (x, q, positives, negatives) =>
    {
        double[] Histogram(int[] items) => [.. Enumerable.Range(0, 5).Select(node => items.Sum(j => Math.Max(0, 1 - Math.Abs(Math.Pow(UnitDistance(x, q, j), 2) - node))))];
        double[] near = Histogram(positives);
        double[] far = Histogram(negatives);
        return 1 - (Enumerable.Range(0, 5).Where(node => near[node] > 0).Sum(node =>
            near[node] * near.Take(node + 1).Sum() / (near.Take(node + 1).Sum() + far.Take(node + 1).Sum())) / positives.Length);
    });

    [Fact]
    public void Chosen_pairs_are_ranked_alone()
    {
        using var scope = NewDisposeScope();
        double[,] x = { { 1, 0, 0 }, { 0.8, 0.4, 0 }, { 0.9, 0, 0.5 }, { 0, 1, 0.2 }, { 0.5, 0.5, 0.5 } };
        EmbeddingBatch batch = EmbeddingBatch.Create(tensor(x), null);
        using LossResult result = new PNPLoss(new() { Temperature = 0.2 }).Compute(batch, new Pairs([0, 0], [1, 3], [0, 2], [4, 3]));
        int[] positives = [0, 1, 3];
        double expected = positives.Average(i => Sigmoid((Cosine(x, 0, 4) - Cosine(x, 0, i)) / 0.2));
        Assert.Equal(expected, result.Value.ToDouble(), 1e-12);
        Assert.Equal(1, result.Telemetry.ValidTerms);
    }

    [Fact]
    public void A_histogram_has_the_pairs_of_both_sets_in_their_order()
    {
        using var scope = NewDisposeScope();

        // Positives 1 and 0.6, negatives 0.8 and 0: with nodes 0.5 apart, 0.8 lies between 0.5 (0.4) and 1 (0.6).
        Tensor anchors = tensor(new double[,] { { 1, 0 }, { 1, 0 } });
        Tensor reference = tensor(new double[,] { { 1, 0 }, { 0.8, 0.6 }, { 0.6, 0.8 }, { 0, 1 } });
        EmbeddingBatch batch = EmbeddingBatch.Create(anchors.narrow(0, 0, 1), tensor([0L]), reference, tensor([0L, 1, 0, 1]));
        using LossResult result = new HistogramLoss(new() { Bins = 4 }).Compute(batch);
        double[] positive = [0, 0, 0, 0.8 / 2, (0.2 + 1) / 2];
        double[] negative = [0, 0, 0.5, 0.4 / 2, 0.6 / 2];
        double expected = Enumerable.Range(0, 5).Sum(node => negative[node] * positive.Take(node + 1).Sum());
        Assert.Equal(expected, result.Value.ToDouble(), 1e-12);
    }

    private static void Compare(MetricLoss loss, Func<double[,], int, int[], int[], double> oracle)
    {
        int compared = 0;
        Sets.Sample(
            set =>
            {
                using var scope = NewDisposeScope();
                int n = set.Y.Length;
                Tensor x = tensor(set.X);
                Tensor y = tensor(set.Y);
                EmbeddingBatch batch = EmbeddingBatch.Create(
                    x.narrow(0, 0, set.Anchors), y.narrow(0, 0, set.Anchors), x.narrow(0, set.Anchors, n - set.Anchors), y.narrow(0, set.Anchors, n - set.Anchors));
                using LossResult result = loss.Compute(batch);
                int[] others = [.. Enumerable.Range(set.Anchors, n - set.Anchors)];
                double[] terms =
                [
                    .. from q in Enumerable.Range(0, set.Anchors)
                       let positives = others.Where(j => set.Y[j] == set.Y[q]).ToArray()
                       where positives.Length > 0
                       select oracle(set.X, q, positives, [.. others.Where(j => set.Y[j] != set.Y[q])]),
                ];
                Assert.Equal(terms.Length == 0 ? 0 : terms.Average(), result.Value.ToDouble(), 1e-9);
                Assert.Equal(terms.Length, result.Telemetry.ValidTerms);
                compared += terms.Any(term => term > 1e-6) ? 1 : 0;
            },
            iter: 100,
            threads: 1);
        Assert.True(compared > 50, $"only {compared} sets had a loss");
    }

    private static double[,] Shape(double[] values, int n)
    {
        double[,] shaped = new double[n, 3];
        Buffer.BlockCopy(values, 0, shaped, 0, values.Length * sizeof(double));
        return shaped;
    }
}
