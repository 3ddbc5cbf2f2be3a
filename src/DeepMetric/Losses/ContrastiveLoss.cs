using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;

namespace DeepMetric.Losses;

/// <summary>Pulls positive pairs together and pushes negative pairs apart up to a margin.</summary>
/// <remarks>
/// <para>Formula: per positive pair max(0, d − m⁺)², per negative pair max(0, m⁻ − d)²; without the squares when <see cref="ContrastiveLossOptions.Squared"/> is false.
/// For a similarity the differences change sign.</para>
/// <para>When: the simplest loss to reason about, fast at first; it pulls a class together to a point, so distinctions inside a class that the labels did not ask for are lost.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Hadsell, Chopra and LeCun, "Dimensionality Reduction by Learning an Invariant Mapping", CVPR 2006.</para>
/// <para>Differs from it: no factor 1/2, embeddings are normalised by default, all pairs of the batch.</para>
/// </remarks>
public sealed class ContrastiveLoss : MetricLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">Margins and form; by default d² and max(0, 1 − d)².</param>
    /// <param name="distance">By default the Euclidean distance of normalised embeddings.</param>
    /// <param name="reducer">By default the mean over all valid pairs.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public ContrastiveLoss(
        ContrastiveLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new LpDistance(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = options ?? new();
        Options.Validate();
    }

    /// <summary>What is set.</summary>
    public ContrastiveLossOptions Options { get; }

    /// <summary>Creates the loss in a form that is in use.</summary>
    /// <param name="form">The form.</param>
    /// <param name="options">Options that differ from <see cref="ContrastiveLossOptions.Of"/> of the form.</param>
    public static ContrastiveLoss Create(LossForm form, ContrastiveLossOptions? options = null) =>
        new(options ?? ContrastiveLossOptions.Of(form), reducer: form == LossForm.Pml ? new NonZeroMeanReducer() : new MeanReducer())
        {
            IgnoredLabel = IgnoredLabelOf(form),
        };

    /// <inheritdoc/>
    private protected override bool TakesLabelSets => true;

    /// <inheritdoc/>
    protected override LossOutput ComputeTerms(LossInput input) => ContrastiveTerms.Compute(input, Options, Distance.IsSimilarity, SideWeights.Equal);
}
