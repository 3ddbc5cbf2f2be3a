using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="SurrogatePrecisionLoss"/>.</summary>
public sealed record SurrogatePrecisionLossOptions
{
    /// <summary>How many of the nearest count.</summary>
    /// <value>Default 5.</value>
    [Range(1, int.MaxValue)]
    public int K { get; init; } = 5;

    /// <summary>How soft the step at the K-th place is.</summary>
    /// <value>Default 1.</value>
    [Range(1e-6, double.MaxValue)]
    public double PlaceTemperature { get; init; } = 1;

    /// <summary>How soft the comparison of two distances is.</summary>
    /// <value>Default 0.01.</value>
    [Range(1e-6, double.MaxValue)]
    public double RankTemperature { get; init; } = 0.01;
}

/// <summary>Raises the precision among the K nearest of each item, its two kinds of steps smoothed to sigmoids.</summary>
/// <remarks>
/// <para>Formula: per query 1 − 1/min(K, |P|) Σ_{i in P} sigmoid((K − r_i) / τ₁), r_i = ½ + Σ_{j ≠ i} sigmoid((s_qj − s_qi) / τ₂) the place of the positive i among all
/// other items j, s the similarity (minus the distance).</para>
/// <para>When: what counts are the first K results; take K near to that of the evaluation, and large batches.</para>
/// <para>Cost: O(n² k d) time, k items per class; anchors are taken some at a time, so that memory stays bounded.</para>
/// <para>Paper: Patel, Tolias and Matas, "Recall@k Surrogate Loss with Large Batches and Similarity Mixup", CVPR 2022; τ₁ and τ₂ are its temperatures.</para>
/// <para>Differs from it: one K instead of several; places start at ½, as in Open Metric Learning, so that the step lies between the places K and K + 1; no mixing of
/// similarities; a query without a positive is left out.</para>
/// </remarks>
public sealed class SurrogatePrecisionLoss : RowLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">K and the temperatures.</param>
    /// <param name="distance">By default the Euclidean distance of normalised embeddings.</param>
    /// <param name="reducer">By default the mean over all queries.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public SurrogatePrecisionLoss(
        SurrogatePrecisionLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new LpDistance(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public SurrogatePrecisionLossOptions Options { get; }

    /// <inheritdoc/>
    protected override TermUnit Unit => TermUnit.Sample;

    /// <inheritdoc/>
    protected override long EntriesPerPair(PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        return SoftRanks.EntriesPerPair(masks.Positive);
    }

    /// <inheritdoc/>
    protected override Tensor ValidTerms(PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        return masks.HasPositive;
    }

    /// <inheritdoc/>
    protected override Tensor ComputeRows(Tensor distances, PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        SoftRanks ranks = SoftRanks.Of(Similarities(distances), masks.Positive, masks.Negative, Options.RankTemperature);
        Tensor places = ranks.PositivesBefore.Plus(ranks.NegativesBefore).Plus(0.5);
        Tensor within = MaskedRows.Sum(places.SubtractedFrom(Options.K).DividedBy(Options.PlaceTemperature).sigmoid(), ranks.Ranked);
        return (within / masks.Positive.sum(1).clamp(Scalars.Of(1), Scalars.Of(Options.K)).to(within.dtype)).SubtractedFrom(1);
    }
}
