using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="QuadrupletLoss"/>.</summary>
public sealed record QuadrupletLossOptions
{
    /// <summary>The wanted gap between a positive and a negative of one anchor.</summary>
    /// <value>Default 1.</value>
    [Range(0, double.MaxValue)]
    public double Margin { get; init; } = 1;

    /// <summary>The wanted gap between a positive pair and a negative pair of other classes; smaller than <see cref="Margin"/>, as it is the weaker demand.</summary>
    /// <value>Default 0.5.</value>
    [Range(0, double.MaxValue)]
    public double OtherMargin { get; init; } = 0.5;
}

/// <summary>A triplet loss that also asks positive pairs to be nearer than the negative pairs of other classes.</summary>
/// <remarks>
/// <para>Formula: mean over triplets of max(0, d_ij − d_ik + m₁) plus mean over quadruplets of max(0, d_ij − d_lk + m₂), i and j of one class, l and k of two others.</para>
/// <para>When: one threshold must fit all classes, as in verification; the triplet loss compares distances of one anchor only.</para>
/// <para>Cost: O(n²) memory and about n² log n time over all quadruplets, none of which is listed.</para>
/// <para>Paper: Chen et al., "Beyond Triplet Loss: A Deep Quadruplet Network for Person Re-identification", CVPR 2017.</para>
/// <para>Differs from it: the embedding's squared distance instead of a learned one, margins that are given instead of those of the batch, and means instead of sums. The parts
/// are <c>triplets</c> and <c>quadruplets</c>; a negative pair counts once, whichever item comes first.</para>
/// </remarks>
public sealed class QuadrupletLoss : MetricLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The margins.</param>
    /// <param name="distance">By default the squared Euclidean distance of normalised embeddings.</param>
    /// <param name="reducer">By default the mean over all terms of each part.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public QuadrupletLoss(
        QuadrupletLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new LpDistance(power: 2), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public QuadrupletLossOptions Options { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Index tuples were given.</exception>
    /// <exception cref="InvalidOperationException">The reducer needs single terms, or goes by anchors.</exception>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        EmbeddingBatch batch = input.Batch;
        if (input.Tuples is not null)
        {
            throw new ArgumentException("Expected no index tuples: pairs and triplets do not say which quadruplets are meant.", nameof(input));
        }

        if (input.Listed || input.OrderedPairs)
        {
            throw new InvalidOperationException("Quadruplets are too many to be listed or to be kept apart by anchor: use a reducer that works on sums (mean, non-zero mean, sum).");
        }

        LossOutput triplets = TripletKernel.Run(input, new TripletMarginLossOptions { Margin = Options.Margin }, Distance.IsSimilarity);
        var first = (LossTerms.Aggregated)triplets.Parts[0];
        PairMasks masks = PairMasks.Of(batch, null, input.IgnoredLabel);
        (LossTerms.Aggregated second, long aboveEpsilon, bool[] samples) =
            QuadrupletKernel.Run("quadruplets", batch, input.Distances, masks, Distance.IsSimilarity ? -1 : 1, Options.OtherMargin);
        LossTelemetry known = triplets.Telemetry;
        LossTelemetry telemetry = known with
        {
            ValidTerms = known.ValidTerms + second.Valid.Sum(),
            ActiveTerms = known.ActiveTerms + second.Active.Sum(),
            ActiveTermsAboveEpsilon = known.ActiveTermsAboveEpsilon + aboveEpsilon,
            SumOfTerms = known.SumOfTerms + second.Sums.detach().sum(torch.ScalarType.Float64).item<double>(),
            ActiveSamples = [.. known.ActiveSamples.Zip(samples, (one, other) => one || other)],
        };
        return new LossOutput([new LossTerms.Aggregated("triplets", first.Sums, [.. first.Active], [.. first.Valid]), second], telemetry);
    }
}
