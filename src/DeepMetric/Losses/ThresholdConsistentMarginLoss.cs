using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="ThresholdConsistentMarginLoss"/>.</summary>
public sealed record ThresholdConsistentMarginLossOptions
{
    /// <summary>The weight λ⁺ of the positive pairs.</summary>
    /// <value>Default 1.</value>
    [Range(0, double.MaxValue)]
    public double PositiveWeight { get; init; } = 1;

    /// <summary>The weight λ⁻ of the negative pairs.</summary>
    /// <value>Default 1.</value>
    [Range(0, double.MaxValue)]
    public double NegativeWeight { get; init; } = 1;

    /// <summary>The similarity m⁺ from which a positive pair costs nothing.</summary>
    /// <value>Default 0.9.</value>
    [Range(-1, 1)]
    public double PositiveMargin { get; init; } = 0.9;

    /// <summary>The similarity m⁻ up to which a negative pair costs nothing.</summary>
    /// <value>Default 0.5.</value>
    [Range(-1, 1)]
    public double NegativeMargin { get; init; } = 0.5;
}

/// <summary>Holds hard pairs of all classes to the same two similarities, so that one threshold suits every class.</summary>
/// <remarks>
/// <para>Formula: λ⁺ mean of (m⁺ − s) over the positive pairs with s ≤ m⁺, plus λ⁻ mean of (s − m⁻) over the negative pairs with s ≥ m⁻, s the cosine similarity.</para>
/// <para>When: beside another loss, for verification, where one threshold must serve classes of different spread.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Zhang et al., "Threshold-Consistent Margin Loss for Open-World Deep Metric Learning", arXiv 2307.04047.</para>
/// <para>Differs from it: the means over hard pairs are the default reducer's, so another reducer changes them; both halves are terms that can be listed.</para>
/// </remarks>
public sealed class ThresholdConsistentMarginLoss : MetricLoss
{
    private readonly ContrastiveLossOptions _form;

    /// <summary>Creates the loss.</summary>
    /// <param name="options">The weights and margins.</param>
    /// <param name="distance">The cosine similarity; nothing else.</param>
    /// <param name="reducer">By default the mean over the non-zero pairs of a side.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    /// <exception cref="ArgumentException">The distance is not the cosine similarity.</exception>
    public ThresholdConsistentMarginLoss(
        ThresholdConsistentMarginLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(CosineOnly.Checked(distance), reducer ?? new NonZeroMeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
        _form = new() { PositiveMargin = Options.PositiveMargin, NegativeMargin = Options.NegativeMargin, Squared = false, SeparateSides = true };
    }

    /// <summary>What is set.</summary>
    public ThresholdConsistentMarginLossOptions Options { get; }

    /// <inheritdoc/>
    private protected override bool TakesLabelSets => true;

    /// <inheritdoc/>
    protected override LossOutput ComputeTerms(LossInput input) =>
        ContrastiveTerms.Compute(input, _form, isSimilarity: true, new SideWeights(Options.PositiveWeight, Options.NegativeWeight));
}
