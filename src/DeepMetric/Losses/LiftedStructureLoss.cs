using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="LiftedStructureLoss"/>.</summary>
public sealed record LiftedStructureLossOptions
{
    /// <summary>The distance from which negatives cost less than nothing, so that positives may cost something.</summary>
    /// <value>Default 1.</value>
    public double NegativeMargin { get; init; } = 1;

    /// <summary>The distance up to which a positive costs less than nothing.</summary>
    /// <value>Default 0.</value>
    public double PositiveMargin { get; init; }

    /// <summary>
    /// Whether row i of a reference set is the same item as row i of the embeddings, so that the negatives of a positive are known there too. Without a reference
    /// set they always are.
    /// </summary>
    /// <value>Default false.</value>
    public bool ReferenceHoldsSameItems { get; init; }
}

/// <summary>Asks a positive pair to be closer than the negatives of both of its ends, all of them at once.</summary>
/// <remarks>
/// <para>Formula: per positive pair ½ max(0, d_ap − m⁺ + ln( Σ_n exp(m⁻ − d_an) + Σ_k exp(m⁻ − d_pk) ))², n over the negatives of the anchor, k over those of
/// the positive.</para>
/// <para>When: few items per class and every negative of the batch worth a look; large classes make one far positive pair dominate.</para>
/// <para>Cost: O(n²) memory and O(n² d) time: the sums over negatives are taken once per item, not once per pair.</para>
/// <para>Paper: Oh Song et al., "Deep Metric Learning via Lifted Structured Feature Embedding", CVPR 2016.</para>
/// <para>Differs from it: both (a, p) and (p, a) are terms; where neither end has a negative the logarithm counts as 0, and a batch without any negative has no
/// loss; with a reference set only the anchor's negatives count unless it holds the same items; a similarity changes the signs.</para>
/// </remarks>
public sealed class LiftedStructureLoss : PartedLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The margins.</param>
    /// <param name="distance">By default the Euclidean distance of normalised embeddings.</param>
    /// <param name="reducer">By default the mean over all positive pairs.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public LiftedStructureLoss(
        LiftedStructureLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new LpDistance(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public LiftedStructureLossOptions Options { get; }

    /// <inheritdoc/>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        int rows = RowsPerPart(input.Batch, entriesPerPair: 1);
        EmbeddingBatch batch = Measured(input.Batch, rows);
        PairMasks PairsOf(EmbeddingBatch whole) => PairMasks.Of(whole, input.Tuples, input.IgnoredLabel);
        PairMasks masks = PairsOf(batch);
        var pairs = new RowWork(batch, PairsOf, Distance, rows, (distances, _) => distances, ValidTerms);
        var anchors = new RowWork(batch, PairsOf, Distance, rows, LogSums, all => ones_like(all.Anchors));
        TermPlaces places = TermPlaces.Of(ValidTerms(masks), masks.PositiveCounts);
        bool bothEnds = !batch.HasReference || Options.ReferenceHoldsSameItems;
        Tensor values = ValuesOf(pairs.Compute(masks), anchors.Compute(masks), masks.HasNegative, places, bothEnds);
        var terms = new LossTerms.Listed("loss", values, places.Anchors, places.Others);
        RowFacts facts = RowFacts.Of(pairs, gradientNorms: false);
        LossTelemetry telemetry = ListedTelemetry.Of(TermUnit.Pair, [terms], null, batch) with
        {
            MeanPositiveDistance = facts.MeanPositive,
            MeanNegativeDistance = facts.MeanNegative,
        };
        return new LossOutput([terms], telemetry);
    }

    private static Tensor ValidTerms(PairMasks masks) => masks.BatchHasNegatives ? masks.Positive : zeros_like(masks.Positive);

    /// <summary>ln Σ_n exp(m⁻ − d_an) of each anchor, <c>[rows]</c>; about −1e30 where it has no negative.</summary>
    private Tensor LogSums(Tensor distances, PairMasks masks) =>
        MaskedRows.LogSumExp(distances.Minus(Options.NegativeMargin).Times(Distance.IsSimilarity ? 1 : -1), masks.Negative, masks.NegativeCounts);

    /// <summary>The value of each positive pair, <c>[t]</c>.</summary>
    /// <param name="near">The distance of each, <c>[t]</c>.</param>
    /// <param name="logSums">Of each anchor, <c>[n]</c>.</param>
    /// <param name="some">Whether an anchor has a negative, <c>[n]</c>.</param>
    /// <param name="places">The pairs.</param>
    /// <param name="bothEnds">Whether row j of the reference is the item of row j of the embeddings.</param>
    private Tensor ValuesOf(Tensor near, Tensor logSums, Tensor some, TermPlaces places, bool bothEnds)
    {
        // The end of a pair beyond the embeddings is an item whose negatives are not known; an item paired with itself counts once.
        int unknown = (int)logSums.shape[0];
        int[] partners = [.. places.Anchors.Zip(places.Others[0], (anchor, other) => bothEnds && other != anchor && other < unknown ? other : unknown)];
        Tensor of = tensor(places.Anchors, ScalarType.Int64, device: near.device);
        Tensor with = tensor(partners, ScalarType.Int64, device: near.device);
        Tensor known = cat([logSums, full([1], Scalars.Of(MaskedRows.Nothing), logSums.dtype, logSums.device)]);
        Tensor have = cat([some, zeros(1, ScalarType.Bool, some.device)]);
        Tensor sums = MaskedRows.Fill(logaddexp(known.index_select(0, of), known.index_select(0, with)), have.index_select(0, of) | have.index_select(0, with), 0);
        Tensor hinge = sums.Plus(near.Minus(Options.PositiveMargin).Times(Distance.IsSimilarity ? -1 : 1)).relu();
        return (hinge * hinge).DividedBy(2);
    }
}
