using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="SelectivelyContrastiveTripletLoss"/>.</summary>
public sealed record SelectivelyContrastiveTripletLossOptions
{
    /// <summary>λ, the weight of hard negatives.</summary>
    /// <value>Default 1.</value>
    [Range(0, double.MaxValue)]
    public double Lambda { get; init; } = 1;

    /// <summary>What similarities are divided by.</summary>
    /// <value>Default 0.1.</value>
    [Range(1e-6, double.MaxValue)]
    public double Temperature { get; init; } = 0.1;
}

/// <summary>A triplet loss that only pushes the negative away where it is nearer than the positive, so that hard negatives do not pull classes together.</summary>
/// <remarks>
/// <para>Formula: per triplet λ s_an where s_an &gt; s_ap, else −ln( exp(s_ap / τ) / (exp(s_ap / τ) + exp(s_an / τ)) ), s the similarity; the triplets are each anchor's nearest
/// positive with its nearest negative.</para>
/// <para>When: the hardest negatives are wanted from the first step, where other triplet losses collapse; several distinct looks per class, as only the nearest positive pulls.</para>
/// <para>Cost: O(n²) memory and O(n² d) time; n triplets.</para>
/// <para>Paper: Xuan et al., "Hard Negative Examples are Hard, but Useful", ECCV 2020.</para>
/// <para>Differs from it: anchors without a positive or a negative are left out. Index tuples are taken as the triplets. For a distance s is its negative. A term of a hard negative
/// may be below 0, where similarities are; it then counts as inactive.</para>
/// </remarks>
public sealed class SelectivelyContrastiveTripletLoss : MetricLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">λ and τ.</param>
    /// <param name="distance">By default the cosine similarity.</param>
    /// <param name="reducer">By default the mean over all anchors.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public SelectivelyContrastiveTripletLoss(
        SelectivelyContrastiveTripletLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new CosineSimilarity(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public SelectivelyContrastiveTripletLossOptions Options { get; }

    /// <inheritdoc/>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor similarities = Distance.IsSimilarity ? input.Distances : -input.Distances;
        Triplets triplets = input.Tuples?.ToTriplets()
            ?? HardestTriplets.Of(similarities, PairMasks.Of(input.Batch, null, input.IgnoredLabel), easiestPositive: true);
        Tensor positive = ListedTerms.Gather(similarities, triplets.Anchors, triplets.Positives);
        Tensor negative = ListedTerms.Gather(similarities, triplets.Anchors, triplets.Negatives);
        Tensor losses = where(
            negative > positive,
            negative.Times(Options.Lambda),
            MaskedRows.Softplus(negative.Minus(positive).DividedBy(Options.Temperature)));
        double sign = Distance.IsSimilarity ? 1 : -1;
        LossTelemetry telemetry = ListedTelemetry.OfTriplets(triplets, positive.Times(sign), negative.Times(sign), losses, Distance.IsSimilarity, 0, input.Batch);
        return new LossOutput([new LossTerms.Listed("loss", losses, triplets.Anchors, triplets.Positives, triplets.Negatives)], telemetry);
    }
}
