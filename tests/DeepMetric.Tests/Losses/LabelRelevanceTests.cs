using DeepMetric.Losses;
using DeepMetric.Reducers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

/// <summary>Batches whose items have sets or paths of labels.</summary>
public sealed class LabelRelevanceTests
{
    private static readonly double[,] Points = { { 1, 0.1 }, { 0.8, 0.7 }, { 0.2, 1 }, { -1, 0.4 }, { 0.3, -1 } };

    // Items 0 and 1 share one of two labels, 1 and 2 two of three, 4 has none.
    private static readonly bool[,] Sets = { { true, false, false }, { true, true, false }, { true, true, true }, { false, false, true }, { false, false, false } };

    [Fact]
    public void The_relevance_of_sets_is_their_Jaccard_overlap()
    {
        using var scope = NewDisposeScope();
        LabelRelevance relevance = EmbeddingBatch.CreateMultiLabel(tensor(Points), tensor(Sets)).Relevance!;
        double[] expected =
        [
            1, 1 / 2.0, 1 / 3.0, 0, 0,
            1 / 2.0, 1, 2 / 3.0, 0, 0,
            1 / 3.0, 2 / 3.0, 1, 1 / 3.0, 0,
            0, 0, 1 / 3.0, 1, 0,
            0, 0, 0, 0, 1,
        ];
        Assert.All(expected.Zip(relevance.Matrix(CPU).data<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-15));
    }

    [Theory]
    [InlineData(0.5, 4)]
    [InlineData(0.51, 2)]
    [InlineData(1.0 / 3, 8)]
    [InlineData(0, 12)]
    public void A_pair_is_positive_from_the_threshold_on_and_an_item_without_labels_is_in_no_pair(double threshold, int positives)
    {
        using var scope = NewDisposeScope();
        PairMasks masks = PairMasks.Of(EmbeddingBatch.CreateMultiLabel(tensor(Points), tensor(Sets), threshold), null, -1);
        Assert.Equal(positives, masks.Positive.sum().item<long>());
        Assert.Equal(12 - positives, masks.Negative.sum().item<long>());
        Assert.Equal([true, true, true, true, false], masks.Anchors.data<bool>().ToArray());
    }

    [Fact]
    public void Where_no_label_is_ignored_the_empty_set_is_a_set()
    {
        using var scope = NewDisposeScope();
        PairMasks masks = PairMasks.Of(EmbeddingBatch.CreateMultiLabel(tensor(Points), tensor(Sets)), null, null);
        Assert.Equal(20, (masks.Positive | masks.Negative).sum().item<long>());
    }

    [Fact]
    public void Losses_over_pairs_see_the_pairs_of_the_sets()
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch sets = EmbeddingBatch.CreateMultiLabel(tensor(Points), tensor(Sets));
        EmbeddingBatch unlabelled = EmbeddingBatch.Create(tensor(Points), null);

        // At a threshold of 0.5 the positive pairs are (0, 1) and (1, 2).
        var ordered = new Pairs([0, 1, 1, 2], [1, 0, 2, 1], [0, 2, 0, 3, 1, 3, 2, 3], [2, 0, 3, 0, 3, 1, 3, 2]);
        // Every item is an anchor where pairs are chosen, the one without labels too, so a mean over anchors would not be the same.
        MetricLoss[] losses =
        [
            new NTXentLoss(), new CircleLoss(), new GeneralizedLiftedStructureLoss(reducer: new SumReducer()), new LiftedStructureLoss(), new IntraPairVarianceLoss(), new DecoupledContrastiveLoss(),
            new ContrastiveLoss(new() { OrderedPairs = true }), new ThresholdConsistentMarginLoss(),
        ];
        Assert.All(losses, loss =>
        {
            double expected = loss.Compute(unlabelled, ordered).Value.ToDouble();
            Assert.NotEqual(0, expected, 1e-6);
            Assert.Equal(expected, loss.Compute(sets).Value.ToDouble(), 1e-12);
            loss.Dispose();
        });
    }

    [Fact]
    public void A_loss_that_needs_one_label_per_item_says_so()
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch sets = EmbeddingBatch.CreateMultiLabel(tensor(Points), tensor(Sets));
        using var triplet = new TripletMarginLoss();
        ArgumentException refused = Assert.Throws<ArgumentException>(() => triplet.Compute(sets));
        Assert.Contains("found sets of labels", refused.Message, StringComparison.Ordinal);
        Assert.True(triplet.Compute(sets, new Triplets([0], [1], [3])).Value.ToDouble() >= 0);
    }

    [Fact]
    public void A_reference_set_has_sets_of_labels_of_its_own()
    {
        using var scope = NewDisposeScope();
        Tensor reference = tensor(new double[,] { { 1, 0 }, { 0, 1 } });
        Tensor labels = tensor(new bool[,] { { true, false, false }, { false, true, true } });
        EmbeddingBatch batch = EmbeddingBatch.CreateMultiLabel(tensor(Points), tensor(Sets), 0.5, reference, labels);
        PairMasks masks = PairMasks.Of(batch, null, -1);
        Assert.Equal([true, false, true, false, false, true, false, true, false, false], masks.Positive.data<bool>().ToArray());
        using var loss = new MultiLabelSupConLoss { AnchorsPerPart = 2 };
        double inParts = loss.Compute(batch).Value.ToDouble();
        loss.AnchorsPerPart = null;
        Assert.Equal(loss.Compute(batch).Value.ToDouble(), inParts, 1e-12);
    }

    [Theory]
    [InlineData(0, new long[] { 1, 1, 1, 2, 2 })]
    [InlineData(1, new long[] { 10, 10, 11, 20, -1 })]
    [InlineData(2, new long[] { 100, 101, 110, 200, -1 })]
    public void A_level_of_a_hierarchy_gives_the_labels(int level, long[] expected)
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch batch = Hierarchical(level);
        Assert.Equal(expected, batch.Labels);
        using var loss = new NTXentLoss();
        using var triplet = new TripletMarginLoss(new() { Margin = 3 });
        Tensor labels = tensor(expected);
        Assert.Equal(loss.Compute(tensor(Points), labels).Value.ToDouble(), loss.Compute(batch).Value.ToDouble(), 1e-12);
        Assert.Equal(triplet.Compute(tensor(Points), labels).Value.ToDouble(), triplet.Compute(batch).Value.ToDouble(), 1e-12);
    }

    [Fact]
    public void The_relevance_of_paths_is_the_share_of_common_levels()
    {
        using var scope = NewDisposeScope();
        double[] found = [.. Hierarchical(0).Relevance!.Matrix(CPU).data<double>()];
        double[] expected =
        [
            1, 2 / 3.0, 1 / 3.0, 0, 0,
            2 / 3.0, 1, 1 / 3.0, 0, 0,
            1 / 3.0, 1 / 3.0, 1, 0, 0,
            0, 0, 0, 1, 1 / 3.0,
            0, 0, 0, 1 / 3.0, 1 / 3.0,
        ];
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-15));
    }

    [Fact]
    public void A_loss_over_relevances_weighs_paths_by_their_common_levels()
    {
        using var scope = NewDisposeScope();
        using var weighted = new MultiLabelSupConLoss();
        using var alike = new MultiLabelSupConLoss(new() { WeightByOverlap = false });
        Assert.NotEqual(alike.Compute(Hierarchical(0)).Value.ToDouble(), weighted.Compute(Hierarchical(0)).Value.ToDouble(), 1e-3);
    }

    [Fact]
    public void What_is_no_set_no_level_and_no_tree_is_refused()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(Points);
        Assert.Throws<ArgumentException>(() => EmbeddingBatch.CreateMultiLabel(x, zeros(4, 3, ScalarType.Bool)));
        Assert.Throws<ArgumentException>(() => EmbeddingBatch.CreateMultiLabel(x, full([5, 3], 2, ScalarType.Int64)));
        Assert.Throws<ArgumentException>(() => EmbeddingBatch.CreateMultiLabel(x, zeros(5, 3)));
        Assert.Throws<ArgumentException>(() => EmbeddingBatch.CreateMultiLabel(x, tensor(Sets), 1.5));
        Assert.Throws<ArgumentException>(() => EmbeddingBatch.CreateMultiLabel(x, tensor(Sets), 0.5, x));
        Assert.Throws<ArgumentException>(() => EmbeddingBatch.CreateMultiLabel(x, tensor(Sets), 0.5, x, zeros(5, 2, ScalarType.Bool)));
        Assert.Throws<ArgumentException>(() => Hierarchical(3));
        Assert.Throws<ArgumentException>(() => EmbeddingBatch.CreateHierarchical(x, tensor(new long[,] { { 1, 7 }, { 2, 7 }, { 1, 8 }, { 1, 8 }, { 1, 8 } }), 0));
    }

    private static EmbeddingBatch Hierarchical(int level) => EmbeddingBatch.CreateHierarchical(
        tensor(Points), tensor(new long[,] { { 1, 10, 100 }, { 1, 10, 101 }, { 1, 11, 110 }, { 2, 20, 200 }, { 2, -1, -1 } }), level);
}
