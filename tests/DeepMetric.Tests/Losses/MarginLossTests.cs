using CsCheck;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using DeepMetric.Tuples;
using TorchSharp;
using static DeepMetric.Tests.Losses.RankingOracles;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class MarginLossTests : LossConformance
{
    protected override IReadOnlyList<MetricLoss> Variants { get; } =
    [
        new MarginLoss(),
        new MarginLoss(new() { LearnBeta = true, Nu = 0.3, Beta = 1 }, reducer: new MeanReducer()),
        new MarginLoss(new LossDimensions(4, 1), new() { LearnBeta = true, BetaPerClass = true, Nu = 0.1 }, reducer: new SumReducer()),
        new MarginLoss(new() { Beta = 0.4 }, new CosineSimilarity(), new NonZeroMeanReducer()),
        new MarginLoss(new() { Beta = 0.9 }, reducer: new PerAnchorReducer()),
    ];

    [Fact]
    public void Equals_three_nested_loops_in_double_with_every_count()
    {
        int compared = 0;
        double[] betas = [0.8, 1.3, 1, 0.6];
        Batches.Sample(
            batch =>
            {
                using var scope = NewDisposeScope();
                using var loss = new MarginLoss(new LossDimensions(4, 1), new() { LearnBeta = true, BetaPerClass = true, Nu = 0.3 });
                loss.Weights.Set("beta", tensor(betas));
                using LossResult result = loss.Compute(tensor(batch.Embeddings), tensor(batch.Labels));
                (double Near, double Far, int Anchor, int[] Items)[] terms = [.. Oracle(batch.Embeddings, batch.Labels, betas)];
                int parts = terms.Count(term => term.Near > 0) + terms.Count(term => term.Far > 0);
                double sum = terms.Sum(term => term.Near + term.Far);
                double boundary = terms.Sum(term => 0.3 * betas[batch.Labels[term.Anchor]]);
                Assert.Equal(parts == 0 ? 0 : (sum + boundary) / parts, result.Value.ToDouble(), 1e-9);
                Assert.Equal(terms.Length == 0 ? 0 : sum / terms.Length, result.Mean.ToDouble(), 1e-9);
                LossTelemetry telemetry = result.Telemetry;
                Assert.Equal(terms.Length, telemetry.ValidTerms);
                Assert.Equal(terms.Count(term => term.Near + term.Far > 0), telemetry.ActiveTerms);
                Assert.Equal(terms.Count(term => term.Near + term.Far > LossTelemetry.Epsilon), telemetry.ActiveTermsAboveEpsilon);
                for (int item = 0; item < batch.Labels.Length; item++)
                {
                    Assert.Equal(terms.Any(term => term.Near + term.Far > 0 && term.Items.Contains(item)), telemetry.ActiveSamples[item]);
                }

                compared += sum > 0 ? 1 : 0;
            },
            iter: 200,
            threads: 1);
        Assert.True(compared > 80, $"only {compared} batches had a loss");
    }

    [Fact]
    public void Listed_triplets_give_the_value_and_the_gradients_of_all_at_once()
    {
        using var scope = NewDisposeScope();
        Tensor y = arange(10).remainder(3);
        foreach (Reducer reducer in (Reducer[])[new MeanReducer(), new DivisorReducer(), new SumReducer()])
        {
            using var all = new MarginLoss(new LossDimensions(3, 1), new() { LearnBeta = true, BetaPerClass = true, Nu = 0.2 }, reducer: reducer);
            using var listed = new MarginLoss(new LossDimensions(3, 1), new() { LearnBeta = true, BetaPerClass = true, Nu = 0.2 }, reducer: reducer);
            Tensor x = Random(10, 4, 1).requires_grad_();
            Tensor same = Random(10, 4, 1).requires_grad_();
            LossResult first = all.Compute(x, y);
            LossResult second = listed.Compute(EmbeddingBatch.Create(same, y), Triplets.All([.. y.data<long>()]));
            first.Value.backward();
            second.Value.backward();
            Assert.Equal(first.Value.ToDouble(), second.Value.ToDouble(), 1e-9 * Math.Max(1, first.Value.ToDouble()));
            Assert.True(x.grad!.allclose(same.grad!, 1e-9, 1e-12));
            Assert.True(all.Weights.Learned["beta"].grad!.allclose(listed.Weights.Learned["beta"].grad!, 1e-9, 1e-12));
            Assert.True(all.Weights.Learned["beta"].grad!.abs().sum().ToDouble() > 0);
        }
    }

    [Fact]
    public void Sums_between_the_two_thresholds_are_counted_exactly()
    {
        using var scope = NewDisposeScope();

        // Positive parts 0, 4e-5 and 2e-4 around the boundary, negative parts 0, 7e-5: the sums 4e-5 + 7e-5 and all with 2e-4 are above 1e-4.
        Tensor x = tensor(new double[,] { { 0 }, { 0.5 }, { 1 + 4e-5 }, { 1 + 2e-4 }, { -1.5 }, { -1 + 7e-5 } });
        EmbeddingBatch batch = EmbeddingBatch.Create(x.narrow(0, 0, 1), tensor([0L]), x.narrow(0, 1, 5), tensor([0L, 0, 0, 1, 1]));
        using LossResult result = new MarginLoss(new() { Margin = 0, Beta = 1 }, new LpDistance(normalize: false)).Compute(batch);
        Assert.Equal((6, 5, 3), (result.Telemetry.ValidTerms, result.Telemetry.ActiveTerms, result.Telemetry.ActiveTermsAboveEpsilon));
    }

    [Fact]
    public void A_boundary_per_class_needs_the_classes_and_labels_within_them()
    {
        Assert.Throws<ArgumentException>(() => new MarginLoss(new MarginLossOptions { BetaPerClass = true }));
        using var scope = NewDisposeScope();
        using var loss = new MarginLoss(new LossDimensions(2, 1), new() { BetaPerClass = true });
        Assert.Contains("from 0 to 1", Assert.Throws<ArgumentException>(() => loss.Compute(Random(4, 2, 1), arange(4).remainder(3))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => loss.Compute(EmbeddingBatch.Create(Random(4, 2, 1), null), new Triplets([0], [1], [2])));
    }

    private static IEnumerable<(double Near, double Far, int Anchor, int[] Items)> Oracle(double[,] x, long[] y, double[] betas) =>
        from a in Enumerable.Range(0, y.Length)
        from p in Positives(y, a)
        from n in Negatives(y, a)
        select (Math.Max(0, UnitDistance(x, a, p) - betas[y[a]] + 0.2), Math.Max(0, betas[y[a]] - UnitDistance(x, a, n) + 0.2), a, (int[])[a, p, n]);
}
