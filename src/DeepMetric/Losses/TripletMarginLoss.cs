using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Miners;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>Asks each negative to be farther than each positive by a margin.</summary>
/// <remarks>
/// <para>Formula: per triplet max(0, d_ap − d_an + m), or ln(1 + exp(d_ap − d_an + m)) when smooth. For a similarity the differences change sign.</para>
/// <para>When: a strong first choice: it asks for an order of distances only, so a class may keep its inner structure; few terms stay active late in training.</para>
/// <para>Cost: O(n²) memory and about O(n² log n) time. All triplets of a batch are never enumerated: each anchor's negatives are sorted once, or looked at in vectors by its few positives.
/// The smooth form and swapping visit each triplet, in O(n²) memory still. Swapping with a reference set or an unsymmetric distance lists triplets.
/// With a <see cref="TripletMarginMiner"/> or a <see cref="BatchHardMiner"/> of an equal distance nothing is listed either.</para>
/// <para>Paper: Weinberger and Saul, JMLR 2009; Schroff, Kalenichenko and Philbin, "FaceNet", CVPR 2015 (there on squared distances:
/// <c>new LpDistance(power: 2)</c>); swap: Balntas et al., BMVC 2016.</para>
/// <para>Differs from it: all triplets of the batch, no pull term.</para>
/// </remarks>
public sealed class TripletMarginLoss : MetricLoss
{
    // Above it ln(1 + exp(x)) is x in double, and exp(x) is far from overflow in float.
    private const double LinearFrom = 40;

    /// <summary>Creates the loss.</summary>
    /// <param name="options">Margin and form; by default a margin of 1.</param>
    /// <param name="distance">By default the Euclidean distance of normalised embeddings.</param>
    /// <param name="reducer">By default the mean over all valid triplets.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public TripletMarginLoss(
        TripletMarginLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new LpDistance(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = options ?? new();
        Options.Validate();
    }

    /// <summary>What is set.</summary>
    public TripletMarginLossOptions Options { get; }

    /// <summary>Creates the loss in a form that is in use.</summary>
    /// <param name="form">The form.</param>
    /// <param name="options">Options that differ from <see cref="TripletMarginLossOptions.Of"/> of the form.</param>
    public static TripletMarginLoss Create(LossForm form, TripletMarginLossOptions? options = null) => new(
        options ?? TripletMarginLossOptions.Of(form),
        new LpDistance(power: form == LossForm.Paper ? 2 : 1),
        form == LossForm.Pml ? new NonZeroMeanReducer() : new MeanReducer())
    {
        IgnoredLabel = IgnoredLabelOf(form),
    };

    /// <inheritdoc/>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        bool closedForm = !Options.Swap || (Distance.IsSymmetric && !input.Batch.HasReference);
        return input.Listed || !closedForm ? ListTriplets(input) : TripletKernel.Run(input, Options, Distance.IsSimilarity);
    }

    /// <summary>Triplets of a kind are ranges of the sorted negatives, and the hardest one is found on the way: neither is listed.</summary>
    private protected override LossOutput? RunMined(EmbeddingBatch batch, Miner miner)
    {
        if (Options.Swap || Reducer.NeedsListedTerms || batch.Labels is null || !miner.Distance.Equals(Distance) || MinedTriplets.Of(miner) is not { } chosen)
        {
            return null;
        }

        var input = new LossInput(batch, null, batch.DistancesBy(Distance), Listed: false, Reducer.NeedsOrderedPairs, miner.IgnoredLabel);
        return TripletKernel.Run(input, Options, Distance.IsSimilarity, chosen);
    }

    private LossOutput ListTriplets(LossInput input)
    {
        EmbeddingBatch batch = input.Batch;
        Triplets triplets = input.Tuples?.ToTriplets() ?? ListAll(batch, input.IgnoredLabel);
        Tensor positive = ListedTerms.Gather(input.Distances, triplets.Anchors, triplets.Positives);
        Tensor negative = ListedTerms.Gather(input.Distances, triplets.Anchors, triplets.Negatives);
        if (Options.Swap)
        {
            Tensor between = batch.HasReference ? Distance.Matrix(batch.Reference, batch.Reference) : input.Distances;
            Tensor swapped = ListedTerms.Gather(between, triplets.Positives, triplets.Negatives);
            negative = Distance.IsSimilarity ? maximum(negative, swapped) : minimum(negative, swapped);
        }

        Tensor violation = Distance.Gap(positive, negative).SubtractedFrom(Options.Margin);
        Tensor losses = Options.Smooth ? MaskedRows.Softplus(violation, LinearFrom) : violation.relu();
        LossTelemetry telemetry = ListedTelemetry.OfTriplets(triplets, positive, negative, losses, Distance.IsSimilarity, Options.Margin, batch);
        return new LossOutput([new LossTerms.Listed("loss", losses, triplets.Anchors, triplets.Positives, triplets.Negatives)], telemetry);
    }

    private static Triplets ListAll(EmbeddingBatch batch, long? ignoredLabel)
    {
        IReadOnlyList<long>? others = batch.HasReference ? batch.ReferenceLabels : null;
        ListedTerms.CheckMemory(Triplets.CountAll(batch.Labels!, others, ignoredLabel), "triplets");
        return Triplets.All(batch.Labels!, others, ignoredLabel);
    }
}
