using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="MultiLabelSupConLoss"/>.</summary>
public sealed record MultiLabelSupConLossOptions
{
    /// <summary>What similarities are divided by.</summary>
    /// <value>Default 0.1.</value>
    [Range(1e-6, double.MaxValue)]
    public double Temperature { get; init; } = 0.1;

    /// <summary>Whether a positive weighs as much as its labels overlap with the anchor's; if not, all positives weigh alike.</summary>
    /// <value>Default true.</value>
    public bool WeightByOverlap { get; init; } = true;
}

/// <summary>The supervised contrastive loss for items with sets or paths of labels: the more labels a positive shares, the more it pulls.</summary>
/// <remarks>
/// <para>Formula: per anchor −1/|P| Σ_{p in P} r_ap ( s_ap / τ − ln Σ_{j ≠ a} exp(s_aj / τ) ), r the relevance of the labels (the Jaccard overlap of two sets, the share
/// of levels that two paths have in common), P the items whose relevance reaches the batch's threshold, j over all other items.</para>
/// <para>When: pictures with several labels each, or labels in a hierarchy; with one label per item it is the supervised contrastive loss.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Khosla et al., "Supervised Contrastive Learning", NeurIPS 2020; the threshold and the weights are those of MultiSupConLoss in PyTorch Metric
/// Learning 3.</para>
/// <para>Differs from it: the threshold belongs to the batch, so that every loss over pairs sees the same positives; an anchor without a positive is a term of 0,
/// and a batch without negatives has no loss.</para>
/// </remarks>
public sealed class MultiLabelSupConLoss : RowLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The temperature and the weight.</param>
    /// <param name="distance">By default the cosine similarity.</param>
    /// <param name="reducer">By default the mean over the anchors with a loss.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public MultiLabelSupConLoss(
        MultiLabelSupConLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new CosineSimilarity(), reducer ?? new NonZeroMeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public MultiLabelSupConLossOptions Options { get; }

    /// <inheritdoc/>
    protected override TermUnit Unit => TermUnit.Sample;

    /// <inheritdoc/>
    protected override Tensor ValidTerms(PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        return masks.Anchors;
    }

    /// <inheritdoc/>
    protected override Tensor ComputeRows(Tensor distances, PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        Tensor scaled = Similarities(distances).DividedBy(Options.Temperature);
        Tensor all = MaskedRows.LogSumExp(scaled, masks.Positive | masks.Negative);
        Tensor surprise = all.unsqueeze(1).Minus(scaled);
        Tensor values = MaskedRows.Mean(Options.WeightByOverlap && masks.Relevance is { } relevance ? surprise * relevance : surprise, masks.Positive);
        return masks.BatchHasNegatives ? values : values.Times(0);
    }
}
