using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="CircleLoss"/>.</summary>
public sealed record CircleLossOptions
{
    /// <summary>How far from 1 a positive's similarity, and from 0 a negative's, may be: the radius of the circle is √2 times it.</summary>
    /// <value>Default 0.4.</value>
    public double Margin { get; init; } = 0.4;

    /// <summary>The largest scale of a similarity: the larger, the more the hardest pairs count.</summary>
    /// <value>Default 80.</value>
    [Range(1e-6, double.MaxValue)]
    public double Scale { get; init; } = 80;
}

/// <summary>Weighs each similarity by how far it is from its own optimum, which makes the border between positives and negatives a circle.</summary>
/// <remarks>
/// <para>Formula: per anchor ln(1 + Σ_n exp(γ α_n (s_an − m)) Σ_p exp(−γ α_p (s_ap − 1 + m))) with α_p = max(0, 1 + m − s_ap) and α_n = max(0, s_an + m),
/// s the cosine similarity; α_p and α_n are held fixed in the gradient.</para>
/// <para>When: face and person identification and fine-grained retrieval; the paper suggests m = 0.25 with γ = 256 and 128 for the first two.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Sun et al., "Circle Loss: A Unified Perspective of Pair Similarity Optimization", CVPR 2020.</para>
/// <para>Differs from it: an anchor without a positive or without a negative is a term of 0, which the mean over non-zero terms leaves out.</para>
/// </remarks>
public sealed class CircleLoss : RowLoss
{
    // There ln(1 + exp(x)) and x differ by less than 3e-9, and exp(x) is still far from overflow.
    private const double LinearAbove = 20;

    /// <summary>Creates the loss.</summary>
    /// <param name="options">The margin and the scale.</param>
    /// <param name="distance">The cosine similarity; nothing else.</param>
    /// <param name="reducer">By default the mean over the anchors with a loss.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    /// <exception cref="ArgumentException">The distance is not the cosine similarity.</exception>
    public CircleLoss(
        CircleLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(CosineOnly.Checked(distance), reducer ?? new NonZeroMeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public CircleLossOptions Options { get; }

    /// <inheritdoc/>
    public override LossTraits Traits => LossTraits.StopsGradient;

    /// <inheritdoc/>
    private protected override RowForm? Form => new CircleRow(Options);

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
        ArgumentNullException.ThrowIfNull(distances);
        ArgumentNullException.ThrowIfNull(masks);
        Tensor known = distances.detach();
        Tensor pull = known.SubtractedFrom(1 + Options.Margin).relu().Times(-Options.Scale);
        Tensor push = known.Plus(Options.Margin).relu().Times(Options.Scale);
        Tensor positives = MaskedRows.LogSumExp(pull * distances.Minus(1 - Options.Margin), masks.Positive);
        Tensor negatives = MaskedRows.LogSumExp(push * distances.Minus(Options.Margin), masks.Negative);
        return MaskedRows.Softplus(positives.Plus(negatives), LinearAbove);
    }
}
