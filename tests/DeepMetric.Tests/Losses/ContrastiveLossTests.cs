using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class ContrastiveLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        ContrastiveLoss.Create(LossForm.AuthorCode),
        ContrastiveLoss.Create(LossForm.Pml),
        new ContrastiveLoss(new() { PositiveMargin = 0.2, NegativeMargin = 1.3 }, new LpDistance(normalize: false)),
        new ContrastiveLoss(new() { PositiveMargin = 0.9, NegativeMargin = 0.1 }, new CosineSimilarity()),
        new ContrastiveLoss(new() { SeparateSides = true }, reducer: new NonZeroMeanReducer()),
        new ContrastiveLoss(reducer: new PerAnchorReducer()),
        new ContrastiveLoss(reducer: new ClassWeightedReducer([1, 2, 3, 4])),
        new ContrastiveLoss(reducer: new ThresholdReducer(0.05, 5)),
    ];

    [Theory]
    [InlineData(true, 0, 1)]
    [InlineData(true, 0.3, 1.2)]
    [InlineData(false, 0.1, 0.8)]
    public void Equals_two_nested_loops_in_double(bool squared, double positiveMargin, double negativeMargin)
    {
        int nonZero = 0;
        int batches = 0;
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                (double[,] x, long[] y) = batch;
                double sum = 0;
                long[] counts = new long[4];
                bool[] active = new bool[y.Length];
                for (int i = 0; i < y.Length; i++)
                {
                    for (int j = i + 1; j < y.Length; j++)
                    {
                        double distance = Math.Sqrt(Enumerable.Range(0, x.GetLength(1)).Sum(k => Math.Pow(x[i, k] - x[j, k], 2)));
                        bool same = y[i] == y[j];
                        double excess = Math.Max(0, same ? distance - positiveMargin : negativeMargin - distance);
                        sum += squared ? excess * excess : excess;
                        counts[same ? 0 : 2]++;
                        counts[same ? 1 : 3] += excess > 0 ? 1 : 0;
                        active[i] |= excess > 0;
                        active[j] |= excess > 0;
                    }
                }

                var loss = new ContrastiveLoss(
                    new() { Squared = squared, PositiveMargin = positiveMargin, NegativeMargin = negativeMargin }, new LpDistance(normalize: false));
                using LossResult result = loss.Compute(tensor(x), tensor(y));
                Assert.Equal(sum / (counts[0] + counts[2]), result.Value.ToDouble(), 1e-10);
                Assert.Equal(new PairCounts(counts[0], counts[1], counts[2], counts[3]), result.Telemetry.Pairs);
                Assert.Equal(active, result.Telemetry.ActiveSamples);
                batches++;
                nonZero += sum > 0 ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(nonZero > batches / 2, $"only {nonZero} of {batches} batches had a loss");
    }

    [Fact]
    public void The_aggregated_and_the_listed_form_agree_in_every_reduction() => Batches.Sample(
        batch =>
        {
            foreach (Reducer reducer in (Reducer[])[new MeanReducer(), new NonZeroMeanReducer(), new SumReducer(), new PerAnchorReducer(), new ClassWeightedReducer([1, 2, 3, 4])])
            {
                foreach (bool separate in (bool[])[false, true])
                {
                    using var scope = NewDisposeScope();
                    var loss = new ContrastiveLoss(new() { SeparateSides = separate }, reducer: reducer);
                    Pairs all = Pairs.All(batch.Labels, unordered: !reducer.NeedsOrderedPairs);
                    Tensor x = tensor(batch.Embeddings);
                    LossResult aggregated = loss.Compute(x, tensor(batch.Labels));
                    LossResult listed = loss.Compute(EmbeddingBatch.Create(x, tensor(batch.Labels)), all);
                    Assert.Equal(listed.Value.ToDouble(), aggregated.Value.ToDouble(), 1e-10);
                    Assert.Equal(listed.Mean.ToDouble(), aggregated.Mean.ToDouble(), 1e-10);
                    Assert.Equal(listed.Telemetry.Pairs, aggregated.Telemetry.Pairs);
                }
            }
        },
        iter: 40,
        threads: 1);

    [Fact]
    public void Separated_classes_cost_nothing_and_swapped_labels_cost_what_the_formula_says()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new double[,] { { 1, 0 }, { 1, 0 }, { -1, 0 }, { -1, 0 } });
        Assert.Equal(0, Value(new ContrastiveLoss(), x, tensor(new long[] { 0, 0, 1, 1 })), 1e-12);

        // Pairs (0,2) and (1,3) are positive at distance 2: 4 each. (0,1) and (2,3) are negative at distance 0: 1 each. The other two cost nothing.
        Assert.Equal(10.0 / 6, Value(new ContrastiveLoss(), x, tensor(new long[] { 0, 1, 0, 1 })), 1e-12);
    }
}
