using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="BatchHardSoftMarginTripletLoss"/>.</summary>
public sealed record BatchHardSoftMarginTripletLossOptions
{
    /// <summary>Whether terms are max(0, d_ap − d_an + m) instead of the soft margin's ln(1 + exp(d_ap − d_an)).</summary>
    /// <value>Default false.</value>
    public bool Hinge { get; init; }

    /// <summary>m, for the hinge.</summary>
    /// <value>Default 0.2.</value>
    [Range(0, double.MaxValue)]
    public double Margin { get; init; } = 0.2;
}

/// <summary>A triplet loss of each anchor's farthest positive and nearest negative, with a soft margin.</summary>
/// <remarks>
/// <para>Formula: per anchor ln(1 + exp(max_p d_ap − min_n d_an)), or max(0, max_p d_ap − min_n d_an + m) as a hinge. For a similarity the differences change sign.</para>
/// <para>When: re-identification and clean labels, with batches of few items of many classes; embeddings that are not normalised suit the soft margin, which never lets
/// go of a triplet. One wrong label makes the hardest triplets wrong.</para>
/// <para>Cost: O(n²) memory and O(n² d) time; n triplets.</para>
/// <para>Paper: Hermans, Beyer and Leibe, "In Defense of the Triplet Loss for Person Re-Identification", arXiv 1703.07737.</para>
/// <para>Differs from it: anchors without a positive or a negative are left out. Index tuples are taken as the triplets.</para>
/// </remarks>
public sealed class BatchHardSoftMarginTripletLoss : MetricLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The form.</param>
    /// <param name="distance">By default the Euclidean distance of embeddings as they are, not normalised.</param>
    /// <param name="reducer">By default the mean over all anchors.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public BatchHardSoftMarginTripletLoss(
        BatchHardSoftMarginTripletLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new LpDistance(normalize: false), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public BatchHardSoftMarginTripletLossOptions Options { get; }

    /// <inheritdoc/>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Triplets triplets = input.Tuples?.ToTriplets() ?? HardestTriplets.Of(
            Distance.IsSimilarity ? input.Distances : -input.Distances, PairMasks.Of(input.Batch, null, input.IgnoredLabel), easiestPositive: false);
        Tensor positive = ListedTerms.Gather(input.Distances, triplets.Anchors, triplets.Positives);
        Tensor negative = ListedTerms.Gather(input.Distances, triplets.Anchors, triplets.Negatives);
        Tensor violation = -Distance.Gap(positive, negative);
        Tensor losses = Options.Hinge ? violation.Plus(Options.Margin).relu() : MaskedRows.Softplus(violation);
        LossTelemetry telemetry = ListedTelemetry.OfTriplets(triplets, positive, negative, losses, Distance.IsSimilarity, Options.Hinge ? Options.Margin : 0, input.Batch);
        return new LossOutput([new LossTerms.Listed("loss", losses, triplets.Anchors, triplets.Positives, triplets.Negatives)], telemetry);
    }
}
