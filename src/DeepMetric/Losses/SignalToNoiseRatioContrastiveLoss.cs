using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="SignalToNoiseRatioContrastiveLoss"/>.</summary>
public sealed record SignalToNoiseRatioContrastiveLossOptions
{
    /// <summary>The distance up to which a positive pair costs nothing.</summary>
    /// <value>Default 0.</value>
    [Range(0, double.MaxValue)]
    public double PositiveMargin { get; init; }

    /// <summary>The distance from which a negative pair costs nothing.</summary>
    /// <value>Default 1.</value>
    [Range(0, double.MaxValue)]
    public double NegativeMargin { get; init; } = 1;
}

/// <summary>The contrastive loss on the noise-to-signal ratio of an anchor and its partner.</summary>
/// <remarks>
/// <para>Formula: positive pair max(0, d − m⁺), negative pair max(0, m⁻ − d), d = var(a − j) / var(a) over the dimensions, a the anchor.</para>
/// <para>When: embeddings whose common shift means nothing; otherwise the contrastive loss on Euclidean distances says the same more plainly.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Yuan et al., "Signal-to-Noise Ratio: A Robust Distance Metric for Deep Metric Learning", CVPR 2019.</para>
/// <para>Differs from it: each side is averaged over its non-zero pairs; a penalty on the mean of the embeddings is a regularizer, not part of the loss. The
/// distance is not symmetric, so (i, j) and (j, i) are two pairs.</para>
/// </remarks>
public sealed class SignalToNoiseRatioContrastiveLoss : MetricLoss
{
    private readonly ContrastiveLossOptions _form;

    /// <summary>Creates the loss.</summary>
    /// <param name="options">The margins.</param>
    /// <param name="distance">The signal-to-noise distance; nothing else.</param>
    /// <param name="reducer">By default the mean over the non-zero pairs of a side.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    /// <exception cref="ArgumentException">The distance is not the signal-to-noise distance.</exception>
    public SignalToNoiseRatioContrastiveLoss(
        SignalToNoiseRatioContrastiveLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(Checked(distance), reducer ?? new NonZeroMeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
        _form = new() { PositiveMargin = Options.PositiveMargin, NegativeMargin = Options.NegativeMargin, Squared = false, SeparateSides = true, OrderedPairs = true };
    }

    /// <summary>What is set.</summary>
    public SignalToNoiseRatioContrastiveLossOptions Options { get; }

    /// <inheritdoc/>
    private protected override bool TakesLabelSets => true;

    /// <inheritdoc/>
    protected override LossOutput ComputeTerms(LossInput input) => ContrastiveTerms.Compute(input, _form, isSimilarity: false, SideWeights.Equal);

    private static SignalToNoiseDistance Checked(Distance? distance) => distance switch
    {
        null => new SignalToNoiseDistance(),
        SignalToNoiseDistance given => given,
        _ => throw new ArgumentException($"Expected the signal-to-noise distance, on which this loss is defined, found {distance.GetType().Name}.", nameof(distance)),
    };
}
