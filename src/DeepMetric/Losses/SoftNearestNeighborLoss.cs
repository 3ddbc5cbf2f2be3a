using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="SoftNearestNeighborLoss"/>.</summary>
public sealed record SoftNearestNeighborLossOptions
{
    /// <summary>What distances are divided by: a small one looks at the nearest neighbours only, a large one at all of the class.</summary>
    /// <value>Default 1.</value>
    [Range(1e-6, double.MaxValue)]
    public double Temperature { get; init; } = 1;
}

/// <summary>Measures how entangled the classes are: the chance that a random near neighbour is of the anchor's class.</summary>
/// <remarks>
/// <para>Formula: per anchor −ln( Σ_p exp(−d_ap / T) / Σ_{j ≠ a} exp(−d_aj / T) ), d the squared distance, p over the positives.</para>
/// <para>When: as NCA, which it equals at T = 1 / σ, over chosen pairs too; with a low temperature for classes of several modes.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Frosst, Papernot and Hinton, "Analyzing and Improving Representations with the Soft Nearest Neighbor Loss", ICML 2019.</para>
/// <para>Differs from it: the temperature is set, not minimised over batch by batch; embeddings are normalised by default; an anchor without a positive is no term.</para>
/// </remarks>
public sealed class SoftNearestNeighborLoss : RowLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The temperature.</param>
    /// <param name="distance">By default the squared Euclidean distance of normalised embeddings.</param>
    /// <param name="reducer">By default the mean over all anchors with a positive.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public SoftNearestNeighborLoss(
        SoftNearestNeighborLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new LpDistance(power: 2), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public SoftNearestNeighborLossOptions Options { get; }

    /// <inheritdoc/>
    protected override TermUnit Unit => TermUnit.Sample;

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
        return MaskedRows.NegativeLogShare(Similarities(distances).DividedBy(Options.Temperature), masks.Positive, masks.Negative);
    }
}
