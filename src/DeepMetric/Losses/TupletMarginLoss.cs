using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="TupletMarginLoss"/>.</summary>
public sealed record TupletMarginLossOptions
{
    /// <summary>The angle β, in degrees, that is taken off the angle of a positive pair.</summary>
    /// <value>Default 5.73, about 0.1 radians.</value>
    [Range(0, 180)]
    public double MarginDegrees { get; init; } = 5.73;

    /// <summary>What similarities are multiplied by: the larger, the more only the hardest negatives count.</summary>
    /// <value>Default 64.</value>
    [Range(1e-6, double.MaxValue)]
    public double Scale { get; init; } = 64;
}

/// <summary>Asks each positive to be nearer than all negatives of its anchor at once, after slackening the positive's angle by a margin.</summary>
/// <remarks>
/// <para>Formula: per positive pair ln(1 + Σ_n exp(s (cos θ_an − cos(θ_ap − β)))), θ the angle between embeddings, s the scale.</para>
/// <para>When: as NT-Xent, where hard positives are wrong or too hard: the slack lets their pull fade first.</para>
/// <para>Cost: O(n²) memory and O(n² d) time; no matrix of pairs against negatives is built.</para>
/// <para>Paper: Yu and Tao, "Deep Metric Learning with Tuplet Margin Loss", ICCV 2019.</para>
/// <para>Differs from it: all positives and all negatives of the batch instead of tuples with one negative per class; the slope of the angle is held finite where
/// two embeddings coincide.</para>
/// </remarks>
public sealed class TupletMarginLoss : RowLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The margin and the scale.</param>
    /// <param name="distance">The cosine similarity; nothing else.</param>
    /// <param name="reducer">By default the mean over all positive pairs.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    /// <exception cref="ArgumentException">The distance is not the cosine similarity.</exception>
    public TupletMarginLoss(
        TupletMarginLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(CosineOnly.Checked(distance), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public TupletMarginLossOptions Options { get; }

    /// <inheritdoc/>
    protected override TermUnit Unit => TermUnit.Pair;

    /// <inheritdoc/>
    protected override Tensor ValidTerms(PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        return masks.BatchHasNegatives ? masks.Positive : zeros_like(masks.Positive);
    }

    /// <inheritdoc/>
    protected override Tensor ComputeRows(Tensor distances, PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(distances);
        ArgumentNullException.ThrowIfNull(masks);

        // cos(θ − β) = cos θ cos β + sin θ sin β, where sin θ has an infinite slope at θ = 0: below the rounding of cos θ it is held fixed.
        double smallest = distances.dtype == ScalarType.Float64 ? 1e-14 : 1e-6;
        double margin = double.DegreesToRadians(Options.MarginDegrees);
        Tensor sine = (distances * distances).SubtractedFrom(1).clamp_min(Scalars.Of(smallest)).sqrt();
        Tensor positives = distances.Times(Math.Cos(margin)).Plus(sine.Times(Math.Sin(margin)));
        Tensor negatives = MaskedRows.LogSumExp(distances.Times(Options.Scale), masks.Negative, masks.NegativeCounts);
        return MaskedRows.Softplus(negatives.unsqueeze(1).Minus(positives.Times(Options.Scale)));
    }
}
