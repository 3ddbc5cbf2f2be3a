using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on an <see cref="NPairsLoss"/>: nothing.</summary>
public sealed record NPairsLossOptions;

/// <summary>Takes one positive pair of each class and asks each anchor to pick its own positive out of those of all classes.</summary>
/// <remarks>
/// <para>Formula: per class ln(1 + Σ_k exp(s(a, p_k) − s(a, p))), (a, p) the pair of the class, p_k the positives of the other classes, s the dot product.</para>
/// <para>When: batches of two items of many classes; with more items per class, most of the batch takes no part, and NT-Xent uses all of it.</para>
/// <para>Cost: O(c²) memory and O(c² d) time for c classes in the batch.</para>
/// <para>Paper: Sohn, "Improved Deep Metric Learning with Multi-class N-pair Loss Objective", NeurIPS 2016.</para>
/// <para>Differs from it: the pair of a class is its first two items in the batch, or its first pair among index tuples, so the order of the batch matters; the
/// paper's penalty on the norms is a regularizer, not part of the loss. No reference set is taken.</para>
/// </remarks>
public sealed class NPairsLoss : MetricLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">Nothing can be set.</param>
    /// <param name="distance">By default the dot product of embeddings as they are.</param>
    /// <param name="reducer">By default the mean over all classes with a pair.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public NPairsLoss(NPairsLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new DotProductSimilarity(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = options ?? new();
    }

    /// <summary>What is set.</summary>
    public NPairsLossOptions Options { get; }

    /// <inheritdoc/>
    public override LossTraits Traits => LossTraits.OrderDependent;

    /// <inheritdoc/>
    protected override bool NeedsDistances => false;

    /// <inheritdoc/>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        EmbeddingBatch batch = input.Batch;
        OwnBatch.Check(batch, null);
        (int[] anchors, int[] positives) = PairPerClass(OwnBatch.LabelsOf(batch), input.Tuples?.ToPairs(), input.IgnoredLabel);
        Tensor queries = RowsOf(batch.Embeddings, anchors);
        Tensor keys = RowsOf(batch.Embeddings, positives);
        Tensor distances = Distance.Matrix(queries, keys);
        var terms = new LossTerms.Listed("loss", CrossEntropy(distances), anchors);
        double[] norms = AnchorGradients.Norms(Distance, queries, keys, CrossEntropy);
        Tensor own = eye(anchors.Length, dtype: ScalarType.Bool, device: batch.Embeddings.device);
        LossTelemetry telemetry = ListedTelemetry.Of(TermUnit.Sample, [terms], [norms], batch) with
        {
            MeanPositiveDistance = AnchorGradients.MeanOf(distances, own),
            MeanNegativeDistance = AnchorGradients.MeanOf(distances, own.logical_not()),
        };
        return new LossOutput([terms], telemetry);
    }

    private Tensor CrossEntropy(Tensor distances)
    {
        Tensor similarities = Distance.IsSimilarity ? distances : -distances;
        return similarities.logsumexp(1).Minus(similarities.diagonal());
    }

    private static Tensor RowsOf(Tensor embeddings, int[] rows) => embeddings.index_select(0, tensor(Array.ConvertAll(rows, row => (long)row), device: embeddings.device));

    /// <summary>The first positive pair of each class that has one, by label.</summary>
    private static (int[] Anchors, int[] Positives) PairPerClass(IReadOnlyList<long> labels, Pairs? chosen, long? ignoredLabel)
    {
        IEnumerable<(long Label, int Anchor, int Positive)> pairs = chosen is not null
            ? chosen.PositiveAnchors.Zip(chosen.Positives, (anchor, positive) => (labels[anchor], anchor, positive)).DistinctBy(pair => pair.Item1)
            : Enumerable.Range(0, labels.Count).Where(item => labels[item] != ignoredLabel).GroupBy(item => labels[item])
                .Select(group => group.Take(2).ToArray()).Where(items => items.Length == 2).Select(items => (labels[items[0]], items[0], items[1]));
        (long Label, int Anchor, int Positive)[] byLabel = [.. pairs.OrderBy(pair => pair.Label)];
        return ([.. byLabel.Select(pair => pair.Anchor)], [.. byLabel.Select(pair => pair.Positive)]);
    }
}
