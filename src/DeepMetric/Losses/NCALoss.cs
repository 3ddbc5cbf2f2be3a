using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on an <see cref="NCALoss"/>.</summary>
public sealed record NCALossOptions
{
    /// <summary>What similarities are multiplied by: the larger, the more only the nearest neighbour counts.</summary>
    /// <value>Default 1.</value>
    [Range(1e-6, double.MaxValue)]
    public double SoftmaxScale { get; init; } = 1;
}

/// <summary>Asks an item to be classified right by a soft nearest-neighbour vote of the others (neighbourhood components analysis).</summary>
/// <remarks>
/// <para>Formula: per anchor −ln( Σ_p exp(σ s_ap) / Σ_{j ≠ a} exp(σ s_aj) ), s the similarity (the negative distance), p over the positives.</para>
/// <para>When: k-nearest-neighbour classification with classes of several modes: one near positive is enough.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Goldberger et al., "Neighbourhood Components Analysis", NIPS 2004.</para>
/// <para>Differs from it: any net in place of a linear map, and the logarithm of the vote (the paper's second objective); an anchor without a positive is no term.
/// Index tuples choose no pairs here: they weigh the anchors by how often they appear, as in PyTorch Metric Learning.</para>
/// </remarks>
public sealed class NCALoss : RowLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The scale.</param>
    /// <param name="distance">By default the squared Euclidean distance of normalised embeddings.</param>
    /// <param name="reducer">By default the mean over all anchors with a positive.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public NCALoss(NCALossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new LpDistance(power: 2), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public NCALossOptions Options { get; }

    /// <inheritdoc/>
    protected override TermUnit Unit => TermUnit.Sample;

    /// <inheritdoc/>
    private protected override bool TuplesWeighAnchors => true;

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
        return MaskedRows.NegativeLogShare(Similarities(distances).Times(Options.SoftmaxScale), masks.Positive, masks.Negative);
    }
}
