using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>Trains any loss without labels: the two views of an item are its class.</summary>
/// <remarks>
/// <para>Formula: L over the views x and x' of all items, row by row, each item a class of its own. Symmetric: all 2n views are one batch. Otherwise the first views are
/// anchors and the second ones what they are compared with.</para>
/// <para>When: no labels, and two augmentations of each item; NT-Xent inside it is SimCLR's loss.</para>
/// <para>Cost: that of the inner loss for 2n items, or for n against n.</para>
/// <para>Paper: Chen et al., "A Simple Framework for Contrastive Learning of Visual Representations", ICML 2020.</para>
/// <para>Differs from it: any loss over pairs or triplets. The second view is the batch's reference, of as many rows; labels are not looked at.</para>
/// </remarks>
public sealed class SelfSupervisedLoss : WrapperLoss
{
    /// <summary>Wraps a loss.</summary>
    /// <param name="loss">The loss; disposed of with this one.</param>
    /// <param name="symmetric">Whether both views are anchors.</param>
    /// <exception cref="ArgumentException">The loss does not go by labels.</exception>
    public SelfSupervisedLoss(MetricLoss loss, bool symmetric = true)
        : base(loss) => Symmetric = symmetric;

    /// <summary>Whether both views are anchors.</summary>
    /// <value>Default true.</value>
    public bool Symmetric { get; }

    /// <inheritdoc/>
    public override LossTraits Traits => Loss.Traits | LossTraits.LabelFree | LossTraits.TwoViews;

    /// <summary>Computes the loss of two views.</summary>
    /// <param name="first">float32 or float64, <c>[n, d]</c>, all finite.</param>
    /// <param name="second">The other view of each row, of the same shape and type.</param>
    /// <exception cref="ArgumentException">A shape, type or value is not as said.</exception>
    public LossResult ComputeViews(Tensor first, Tensor second) => Compute(EmbeddingBatch.Create(first, null, second));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Index tuples were given, or no second view of as many rows.</exception>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        EmbeddingBatch batch = input.Batch;
        LossResult inner = Loss.Compute(Views(batch, input.Tuples));
        IReadOnlyList<bool> active = inner.Telemetry.ActiveSamples;
        return OutputOf(inner, inner.Telemetry with
        {
            ActiveSamples = [.. Enumerable.Range(0, batch.Count).Select(item => active[item] || (Symmetric && active[item + batch.Count]))],
        });
    }

    /// <summary>The terms of the inner loss; of a symmetric one, second views are the rows from n on.</summary>
    private protected override IReadOnlyList<LossTerms.Listed> ListCore(EmbeddingBatch batch, IndexTuples? tuples) => Loss.ListTerms(Views(batch, tuples));

    private EmbeddingBatch Views(EmbeddingBatch batch, IndexTuples? tuples)
    {
        if (tuples is not null)
        {
            throw new ArgumentException("Expected no index tuples: the positive of each item is its second view.", nameof(tuples));
        }

        if (!batch.HasReference || batch.ReferenceCount != batch.Count)
        {
            throw new ArgumentException(
                $"Expected the second view as a reference of {batch.Count} rows, found {(batch.HasReference ? $"one of {batch.ReferenceCount}" : "none")}.", nameof(batch));
        }

        long[] items = [.. Enumerable.Range(0, batch.Count).Select(item => (long)item)];
        return Symmetric
            ? EmbeddingBatch.Create(cat([batch.Embeddings, batch.Reference]), LabelsOf([.. items, .. items]))
            : EmbeddingBatch.Create(batch.Embeddings, LabelsOf(items), batch.Reference, LabelsOf(items));
    }
}
