using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="GeneralizedLiftedStructureLoss"/>.</summary>
public sealed record GeneralizedLiftedStructureLossOptions
{
    /// <summary>The distance from which negatives cost less than nothing, so that positives may cost something.</summary>
    /// <value>Default 1.</value>
    public double NegativeMargin { get; init; } = 1;

    /// <summary>The distance up to which positives cost less than nothing.</summary>
    /// <value>Default 0.</value>
    public double PositiveMargin { get; init; }
}

/// <summary>Asks the smooth maximum of an anchor's positive distances to be smaller than the smooth minimum of its negative ones, by a margin.</summary>
/// <remarks>
/// <para>Formula: per anchor max(0, ln Σ_p exp(d_ap − m⁺) + ln Σ_n exp(m⁻ − d_an)).</para>
/// <para>When: as the lifted structure loss, with all positives of an anchor at once; many items per class suit it.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Hermans, Beyer and Leibe, "In Defense of the Triplet Loss for Person Re-Identification", arXiv 1703.07737, equation 10.</para>
/// <para>Differs from it: where an anchor has no positive, or no negative, that logarithm counts as 0; a similarity changes the signs.</para>
/// </remarks>
public sealed class GeneralizedLiftedStructureLoss : RowLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The margins.</param>
    /// <param name="distance">By default the Euclidean distance of normalised embeddings.</param>
    /// <param name="reducer">By default the mean over all anchors.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public GeneralizedLiftedStructureLoss(
        GeneralizedLiftedStructureLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new LpDistance(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public GeneralizedLiftedStructureLossOptions Options { get; }

    /// <inheritdoc/>
    protected override TermUnit Unit => TermUnit.Sample;

    /// <inheritdoc/>
    protected override bool TermsReachZero => true;

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
        double farther = Distance.IsSimilarity ? -1 : 1;
        Tensor positives = MaskedRows.LogSumExpOrZero(distances.Minus(Options.PositiveMargin).Times(farther), masks.Positive);
        Tensor negatives = MaskedRows.LogSumExpOrZero(distances.Minus(Options.NegativeMargin).Times(-farther), masks.Negative);
        return positives.Plus(negatives).relu();
    }
}
