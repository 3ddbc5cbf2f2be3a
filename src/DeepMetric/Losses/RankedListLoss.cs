using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="RankedListLoss"/>.</summary>
public sealed record RankedListLossOptions
{
    /// <summary>The gap m between the boundary of the positives and that of the negatives.</summary>
    /// <value>Default 0.4.</value>
    [Range(0, double.MaxValue)]
    public double Margin { get; init; } = 0.4;

    /// <summary>The distance α from which a negative costs nothing; null for 1 + m / 2.</summary>
    /// <value>Default null.</value>
    public double? NegativeBoundary { get; init; }

    /// <summary>The share λ of the negatives in the loss, from 0 to 1.</summary>
    /// <value>Default 0.5.</value>
    [Range(0, 1)]
    public double Imbalance { get; init; } = 0.5;

    /// <summary>How sharply the farthest positives are preferred; 0 weighs all that violate their boundary alike.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1e6)]
    public double PositiveTemperature { get; init; }

    /// <summary>How sharply the nearest negatives are preferred; 0 weighs all that violate their boundary alike.</summary>
    /// <value>Default 10.</value>
    [Range(0, 1e6)]
    public double NegativeTemperature { get; init; } = 10;
}

/// <summary>Gathers the positives of an anchor inside a sphere and keeps its negatives outside a larger one, the worst of each first.</summary>
/// <remarks>
/// <para>Formula: per anchor (1 − λ) Σ_p w_p (d_ap − (α − m)) / Σ_p w_p + λ Σ_n w_n (α − d_an) / Σ_n w_n, over the positives with d_ap above α − m and the negatives
/// with d_an below α, w_p = exp(T⁺ (d_ap − (α − m))), w_n = exp(T⁻ (α − d_an)).</para>
/// <para>When: classes whose inner structure should stay: a class is not pulled to a point, only into a sphere of diameter α − m.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Wang et al., "Ranked List Loss for Deep Metric Learning", CVPR 2019; the defaults are those of its simpler form.</para>
/// <para>Differs from it: the weights are differentiated too, and 1e-5 per item is added to their sums, as in PyTorch Metric Learning, so that an anchor without
/// violations has a loss of 0. Neither a reference set nor index tuples are taken.</para>
/// </remarks>
public sealed class RankedListLoss : RowLoss
{
    private const double AddedPerItem = 1e-5;

    /// <summary>Creates the loss.</summary>
    /// <param name="options">Boundaries and temperatures.</param>
    /// <param name="distance">By default the Euclidean distance of normalised embeddings; not a similarity.</param>
    /// <param name="reducer">By default the mean over all anchors.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    /// <exception cref="ArgumentException">The distance is a similarity.</exception>
    public RankedListLoss(
        RankedListLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new LpDistance(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
        if (Distance.IsSimilarity)
        {
            throw new ArgumentException($"Expected a distance, for which smaller is closer, found {Distance.GetType().Name}.", nameof(distance));
        }
    }

    /// <summary>What is set.</summary>
    public RankedListLossOptions Options { get; }

    /// <inheritdoc/>
    protected override TermUnit Unit => TermUnit.Sample;

    /// <inheritdoc/>
    protected override bool TermsReachZero => true;

    /// <inheritdoc/>
    private protected override PairMasks PairsOf(EmbeddingBatch batch, LossInput input)
    {
        OwnBatch.Check(batch, input.Tuples);
        return PairMasks.Of(batch, null, input.IgnoredLabel);
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
        ArgumentNullException.ThrowIfNull(masks);
        double boundary = Options.NegativeBoundary ?? (1 + (Options.Margin / 2));
        Tensor items = (masks.Positive | masks.Negative).sum(1).Plus(1).to(distances.dtype);
        Tensor positives = WeightedMean(distances.Minus(boundary - Options.Margin), masks.Positive, Options.PositiveTemperature, items);
        Tensor negatives = WeightedMean(distances.SubtractedFrom(boundary), masks.Negative, Options.NegativeTemperature, items);
        return positives.Times(1 - Options.Imbalance).Plus(negatives.Times(Options.Imbalance));
    }

    /// <summary>The mean of the violations above 0, each weighing exp(temperature · violation); weights are relative to the largest, so that none overflows.</summary>
    private static Tensor WeightedMean(Tensor violations, Tensor mask, double temperature, Tensor items)
    {
        Tensor chosen = mask & (violations > Scalars.Of(0));
        Tensor exponents = MaskedRows.Fill(violations, chosen, 0).Times(temperature);
        Tensor largest = exponents.detach().amax([1], keepdim: true);
        Tensor weights = MaskedRows.Fill(exponents.Minus(largest).exp(), chosen, 0);
        return (weights * violations).sum(1) / weights.sum(1).Plus(items.Times(AddedPerItem) * (-largest).exp().squeeze(1));
    }
}
