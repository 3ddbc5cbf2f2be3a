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
public sealed class LiftedStructureLoss : MetricLoss
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
    private protected override bool TakesLabelSets => true;

    /// <inheritdoc/>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        EmbeddingBatch batch = input.Batch;
        PairMasks masks = PairMasks.Of(batch, input.Tuples, input.IgnoredLabel);
        Tensor valid = masks.BatchHasNegatives ? masks.Positive : zeros_like(masks.Positive);
        TermPlaces places = TermPlaces.Of(valid, masks.PositiveCounts);
        Tensor values = TermPlaces.Select(ValuesOf(input.Distances, masks, bothEnds: !batch.HasReference || Options.ReferenceHoldsSameItems), valid, masks.PositiveCounts);
        var terms = new LossTerms.Listed("loss", values, places.Anchors, places.Others);
        LossTelemetry telemetry = ListedTelemetry.Of(TermUnit.Pair, [terms], null, batch) with
        {
            MeanPositiveDistance = AnchorGradients.MeanOf(input.Distances, masks.Positive, masks.PositiveCounts),
            MeanNegativeDistance = AnchorGradients.MeanOf(input.Distances, masks.Negative, masks.NegativeCounts),
        };
        return new LossOutput([terms], telemetry);
    }

    private Tensor ValuesOf(Tensor distances, PairMasks masks, bool bothEnds)
    {
        double farther = Distance.IsSimilarity ? -1 : 1;
        Tensor anchors = MaskedRows.LogSumExp(distances.Minus(Options.NegativeMargin).Times(-farther), masks.Negative, masks.NegativeCounts).unsqueeze(1);
        Tensor some = masks.HasNegative.unsqueeze(1);
        Tensor negatives = anchors;
        if (bothEnds)
        {
            // Column j is the item of row j; an item is not counted twice where it is paired with itself.
            long known = Math.Min(distances.shape[0], distances.shape[1]);
            long unknown = distances.shape[1] - known;
            Tensor positives = cat([anchors.narrow(0, 0, known).t(), full([1, unknown], Scalars.Of(MaskedRows.Nothing), distances.dtype, distances.device)], 1);
            Tensor positivesHave = cat([masks.HasNegative.narrow(0, 0, known), zeros(unknown, ScalarType.Bool, distances.device)]).unsqueeze(0);
            Tensor itself = TensorArithmetic.Range(distances.shape[0], distances.device).unsqueeze(1) == TensorArithmetic.Range(distances.shape[1], distances.device).unsqueeze(0);
            negatives = where(itself, anchors, logaddexp(anchors, positives));
            some = some | positivesHave;
        }

        Tensor sums = where(some, negatives, zeros_like(negatives));
        Tensor hinge = sums.Plus(distances.Minus(Options.PositiveMargin).Times(farther)).relu();
        return (hinge * hinge).DividedBy(2);
    }
}
