using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>Which items of the batch stand for an item's class.</summary>
public enum InstanceTargets
{
    /// <summary>All items of its label, itself among them.</summary>
    SameLabel,

    /// <summary>The one item whose place in the batch is the rank of the label among the batch's labels, as PyTorch Metric Learning has it.</summary>
    LabelRank,
}

/// <summary>What can be set on an <see cref="InstanceLoss"/>.</summary>
public sealed record InstanceLossOptions
{
    /// <summary>What similarities are multiplied by.</summary>
    /// <value>Default 64.</value>
    [Range(1e-6, double.MaxValue)]
    public double Gamma { get; init; } = 64;

    /// <summary>Which items of the batch stand for an item's class.</summary>
    /// <value>Default <see cref="InstanceTargets.SameLabel"/>.</value>
    public InstanceTargets Targets { get; init; }
}

/// <summary>Takes the items of a batch for the classes of a softmax: an item should be told apart from all items of other labels.</summary>
/// <remarks>
/// <para>Formula: per anchor −ln( Σ_t exp(γ s_at) / Σ_j exp(γ s_aj) ), s the cosine similarity, t over the items of the anchor's label and j over all items of the
/// batch, the anchor itself among both.</para>
/// <para>When: every image, or group of images, is a class of its own and a weight per class would be too many. With classes of many items it hardly pulls, as
/// the anchor itself is a target.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Zheng et al., "Dual-Path Convolutional Image-Text Embeddings with Instance Loss", ACM TOMM 2020.</para>
/// <para>Differs from it: the embeddings of the batch take the place of a learned weight per instance. PyTorch Metric Learning takes the item at the place of the
/// label's rank for the only target, which is an item of the label only by accident; <see cref="InstanceTargets.LabelRank"/> does so too, and then the order of
/// the batch matters. Neither a reference set nor index tuples are taken.</para>
/// </remarks>
public sealed class InstanceLoss : RowLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The scale and the targets.</param>
    /// <param name="distance">The cosine similarity; nothing else.</param>
    /// <param name="reducer">By default the mean over all items.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    /// <exception cref="ArgumentException">The distance is not the cosine similarity.</exception>
    public InstanceLoss(
        InstanceLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(CosineOnly.Checked(distance), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public InstanceLossOptions Options { get; }

    /// <inheritdoc/>
    public override LossTraits Traits => Options.Targets == InstanceTargets.LabelRank ? LossTraits.OrderDependent : LossTraits.None;

    /// <inheritdoc/>
    private protected override bool TakesLabelSets => false;

    /// <inheritdoc/>
    protected override TermUnit Unit => TermUnit.Sample;

    /// <inheritdoc/>
    private protected override PairMasks PairsOf(EmbeddingBatch batch, LossInput input)
    {
        OwnBatch.Check(batch, input.Tuples);
        IReadOnlyList<long> labels = OwnBatch.LabelsOf(batch);
        Device device = batch.Embeddings.device;
        Tensor items = tensor(labels.ToArray(), device: device);
        Tensor known = input.IgnoredLabel is long ignored ? items != Scalars.Of(ignored) : ones_like(items, ScalarType.Bool);
        Tensor targets = items.unsqueeze(1) == items.unsqueeze(0);
        if (Options.Targets == InstanceTargets.LabelRank)
        {
            (long[] classes, bool[] taken) = RankedLabels(labels, input.IgnoredLabel);
            targets = (items.unsqueeze(1) == tensor(classes, device: device).unsqueeze(0)) & tensor(taken, device: device).unsqueeze(0);
        }

        Tensor paired = known.unsqueeze(1) & known.unsqueeze(0);
        return PairMasks.OfMasks(known, targets & paired, targets.logical_not() & paired);
    }

    /// <inheritdoc/>
    protected override Tensor ValidTerms(PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        return masks.Anchors;
    }

    /// <inheritdoc/>
    protected override Tensor ComputeRows(Tensor distances, PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(distances);
        ArgumentNullException.ThrowIfNull(masks);
        return MaskedRows.NegativeLogShare(distances.Times(Options.Gamma), masks.Positive, masks.Negative);
    }

    /// <summary>For each place of the batch the label that it stands for, and whether it stands for one: the first known item for the smallest label, and so on.</summary>
    private static (long[] Classes, bool[] Taken) RankedLabels(IReadOnlyList<long> labels, long? ignoredLabel)
    {
        long[] classes = new long[labels.Count];
        bool[] taken = new bool[labels.Count];
        int[] known = [.. Enumerable.Range(0, labels.Count).Where(item => labels[item] != ignoredLabel)];
        foreach ((int rank, long label) in known.Select(item => labels[item]).Distinct().Order().Index())
        {
            classes[known[rank]] = label;
            taken[known[rank]] = true;
        }

        return (classes, taken);
    }
}
