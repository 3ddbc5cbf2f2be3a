using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>How a <see cref="PNPLoss"/> counts the negatives before a positive.</summary>
public enum PNPVariant
{
    /// <summary>ln(1 + R): a gradient that shrinks slowly as R grows.</summary>
    Ds,

    /// <summary>1 − 1 / (1 + R)^α: a gradient that shrinks fast, so that positives far down the ranking are left alone.</summary>
    Dq,

    /// <summary>(1 + R) ln(1 + R): a gradient that grows with R without a bound.</summary>
    Iu,

    /// <summary>(b R − ln(1 + b R)) / b²: a gradient that grows with R up to a bound.</summary>
    Ib,

    /// <summary>R itself: a constant gradient.</summary>
    O,
}

/// <summary>What can be set on a <see cref="PNPLoss"/>.</summary>
public sealed record PNPLossOptions
{
    /// <summary>How the negatives before a positive count.</summary>
    /// <value>Default O.</value>
    public PNPVariant Variant { get; init; } = PNPVariant.O;

    /// <summary>b of the variant Ib.</summary>
    /// <value>Default 2.</value>
    [Range(1e-6, double.MaxValue)]
    public double B { get; init; } = 2;

    /// <summary>α of the variant Dq.</summary>
    /// <value>Default 1.</value>
    [Range(1e-6, double.MaxValue)]
    public double Alpha { get; init; } = 1;

    /// <summary>What similarities' differences are divided by.</summary>
    /// <value>Default 0.01.</value>
    [Range(1e-6, double.MaxValue)]
    public double Temperature { get; init; } = 0.01;
}

/// <summary>Penalises the negatives that an item ranks before its positives (penalising negatives before positives).</summary>
/// <remarks>
/// <para>Formula: per query the mean over its positives i, itself included, of f(R_i), R_i = Σ_n sigmoid((s_qn − s_qi) / τ) over the negatives, f by the variant.</para>
/// <para>When: retrieval with several items per class; the variant Dq leaves alone what is far out of place, which helps with noisy labels, Iu and Ib go after it.</para>
/// <para>Cost: O(n² k d) time, k items per class; anchors are taken some at a time, so that memory stays bounded.</para>
/// <para>Paper: Li et al., "Rethinking the Optimization of Average Precision: Only Penalizing Negative Instances before Positive Ones is Enough", AAAI 2022.</para>
/// <para>Differs from it: queries without a positive are left out; with a reference set the query is not among its positives. Index tuples choose the positives and the
/// negatives that are ranked.</para>
/// </remarks>
public sealed class PNPLoss : RowLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The variant and its numbers.</param>
    /// <param name="distance">By default the cosine similarity.</param>
    /// <param name="reducer">By default the mean over all queries.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public PNPLoss(
        PNPLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new CosineSimilarity(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
        if (!Enum.IsDefined(Options.Variant))
        {
            throw new ValidationException($"Expected Variant one of {string.Join(", ", Enum.GetNames<PNPVariant>())}, found {Options.Variant}.");
        }
    }

    /// <summary>What is set.</summary>
    public PNPLossOptions Options { get; }

    /// <inheritdoc/>
    protected override TermUnit Unit => TermUnit.Sample;

    /// <inheritdoc/>
    protected override long EntriesPerPair(PairMasks masks) => SoftRanks.EntriesPerPair(RankedIn(masks));

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
        SoftRanks ranks = SoftRanks.Of(Similarities(distances), RankedIn(masks), masks.Negative, Options.Temperature);
        return ranks.Mean(Penalty(ranks.NegativesBefore));
    }

    private Tensor Penalty(Tensor before) => Options.Variant switch
    {
        PNPVariant.Ds => before.log1p(),
        PNPVariant.Dq => before.Plus(1).pow(Scalars.Of(-Options.Alpha)).SubtractedFrom(1),
        PNPVariant.Iu => before.Plus(1) * before.log1p(),
        PNPVariant.Ib => before.Times(Options.B).Minus(before.Times(Options.B).log1p()).DividedBy(Options.B * Options.B),
        _ => before,
    };

    private static Tensor RankedIn(PairMasks masks) => masks.Positive | (masks.Self & masks.HasPositive.unsqueeze(1));
}
