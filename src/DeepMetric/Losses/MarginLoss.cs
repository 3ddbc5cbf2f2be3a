using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="MarginLoss"/>.</summary>
public sealed record MarginLossOptions
{
    /// <summary>How far positives must be below the boundary, and negatives above it.</summary>
    /// <value>Default 0.2.</value>
    [Range(0, double.MaxValue)]
    public double Margin { get; init; } = 0.2;

    /// <summary>β, the boundary between positives and negatives; the first value of one that is learned.</summary>
    /// <value>Default 1.2.</value>
    public double Beta { get; init; } = 1.2;

    /// <summary>ν, the weight of a learned boundary itself in the loss, which keeps it from growing.</summary>
    /// <value>Default 0.</value>
    [Range(0, double.MaxValue)]
    public double Nu { get; init; }

    /// <summary>Whether the boundary is learned.</summary>
    /// <value>Default false.</value>
    public bool LearnBeta { get; init; }

    /// <summary>Whether each class has a boundary of its own, that of the anchor's class.</summary>
    /// <value>Default false.</value>
    public bool BetaPerClass { get; init; }
}

/// <summary>Asks positives to be nearer than a boundary and negatives to be farther, each by a margin; the boundary may be learned.</summary>
/// <remarks>
/// <para>Formula: per triplet max(0, d_ap − β + m) + max(0, β − d_an + m), summed and divided by the number of its two parts that are above 0; a learned β adds ν β.</para>
/// <para>When: a sound default with distance-weighted mining; learn β where the right distance between classes is not known.</para>
/// <para>Cost: O(n²) memory and O(n² d) time for all triplets: a positive pair counts as often as its anchor has negatives, and the other way round.</para>
/// <para>Paper: Wu et al., "Sampling Matters in Deep Embedding Learning", ICCV 2017.</para>
/// <para>Differs from it: all triplets unless a miner chooses some; one boundary for all classes or one per class, none per item. For a similarity the differences change sign.</para>
/// </remarks>
public sealed class MarginLoss : MetricLoss
{
    private const string BetaName = "beta";

    /// <summary>Creates the loss with one boundary for all classes.</summary>
    /// <param name="options">Margin and boundary.</param>
    /// <param name="distance">By default the Euclidean distance of normalised embeddings.</param>
    /// <param name="reducer">By default the sum over the number of parts above 0.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    /// <exception cref="ArgumentException">A boundary per class is wanted, and the number of classes is not known.</exception>
    public MarginLoss(
        MarginLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : this(null, options ?? new(), distance, reducer, regularizer, regularizerWeight)
    {
    }

    /// <summary>Creates the loss.</summary>
    /// <param name="dimensions">The number of classes, for a boundary per class.</param>
    /// <param name="options">Margin and boundary.</param>
    /// <param name="distance">By default the Euclidean distance of normalised embeddings.</param>
    /// <param name="reducer">By default the sum over the number of parts above 0.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public MarginLoss(
        LossDimensions? dimensions, MarginLossOptions options, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new LpDistance(), reducer ?? new DivisorReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options);
        dimensions?.Validate();
        if (options.BetaPerClass && dimensions is null)
        {
            throw new ArgumentException("Expected the number of classes, for a boundary per class; found none.", nameof(dimensions));
        }

        Tensor beta = full(options.BetaPerClass ? dimensions!.Classes : 1, Scalars.Of(options.Beta), ScalarType.Float64);
        if (options.LearnBeta)
        {
            Weights.Learn(BetaName, beta);
        }
        else
        {
            Weights.Keep(BetaName, beta);
        }
    }

    /// <summary>What is set.</summary>
    public MarginLossOptions Options { get; }

    /// <inheritdoc/>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor weight = Options.LearnBeta ? Weights.Learned[BetaName] : Weights.Kept[BetaName];
        Tensor beta = weight.to(input.Distances.dtype).to(input.Distances.device);
        return input.Listed ? ListTriplets(input, beta) : SumTriplets(input, beta);
    }

    private LossOutput SumTriplets(LossInput input, Tensor beta)
    {
        EmbeddingBatch batch = input.Batch;
        Tensor distances = input.Distances;
        PairMasks masks = PairMasks.Of(batch, null, input.IgnoredLabel);
        int[] rows = [.. Enumerable.Range(0, batch.Count)];
        Tensor boundary = BetaOf(batch, rows, beta, masks.Anchors).unsqueeze(1);
        Tensor near = Near(distances, boundary);
        Tensor far = Far(distances, boundary);
        Tensor positives = masks.Positive.sum(1);
        Tensor negatives = masks.Negative.sum(1);
        Tensor ToType(Tensor counts) => counts.to(distances.dtype);
        Tensor sums = (MaskedRows.Sum(near, masks.Positive) * ToType(negatives)).Plus(MaskedRows.Sum(far, masks.Negative) * ToType(positives));

        Counts counts = CountTriplets(batch, masks, near, far);
        var terms = new LossTerms.Aggregated("margin", sums, counts.Active, counts.Valid) { Divisor = counts.Parts };
        var telemetry = new LossTelemetry
        {
            Unit = TermUnit.Triplet,
            ValidTerms = counts.Valid.Sum(),
            ActiveTerms = counts.Active.Sum(),
            ActiveTermsAboveEpsilon = counts.AboveEpsilon,
            SumOfTerms = sums.detach().sum(ScalarType.Float64).item<double>(),
            MeanPositiveDistance = PairDistances.Mean(distances, masks.Positive),
            MeanNegativeDistance = PairDistances.Mean(distances, masks.Negative),
            ActiveSamples = counts.ActiveSamples,
        };
        return Output(terms, Boundary(beta, boundary.squeeze(1), counts), telemetry);
    }

    private LossOutput ListTriplets(LossInput input, Tensor beta)
    {
        EmbeddingBatch batch = input.Batch;
        Triplets triplets = input.Tuples?.ToTriplets() ?? AllTriplets.List(batch, input.IgnoredLabel);
        Tensor boundary = BetaOf(batch, triplets.Anchors, beta, null);
        Tensor positive = ListedTerms.Gather(input.Distances, triplets.Anchors, triplets.Positives);
        Tensor negative = ListedTerms.Gather(input.Distances, triplets.Anchors, triplets.Negatives);
        Tensor near = Near(positive, boundary);
        Tensor far = Far(negative, boundary);
        double divisor = (near > Scalars.Of(0)).sum().item<long>() + (far > Scalars.Of(0)).sum().item<long>();
        var terms = new LossTerms.Listed("margin", near.Plus(far), triplets.Anchors, triplets.Positives, triplets.Negatives) { Divisor = divisor };
        LossTelemetry telemetry = ListedTelemetry.Of(TermUnit.Triplet, [terms], null, batch) with
        {
            MeanPositiveDistance = triplets.Anchors.Length == 0 ? null : positive.detach().mean().ToNumber(),
            MeanNegativeDistance = triplets.Anchors.Length == 0 ? null : negative.detach().mean().ToNumber(),
        };
        LossTerms? regularization = !Options.LearnBeta || triplets.Anchors.Length == 0 ? null
            : Options.BetaPerClass ? new LossTerms.Listed(BetaName, boundary.Times(Options.Nu), triplets.Anchors) { Divisor = divisor }
            : new LossTerms.Reduced(BetaName, beta.Times(Options.Nu).sum());
        return Output(terms, regularization, telemetry);
    }

    private LossTerms? Boundary(Tensor beta, Tensor boundary, Counts counts)
    {
        if (!Options.LearnBeta || counts.Valid.All(count => count == 0))
        {
            return null;
        }

        if (!Options.BetaPerClass)
        {
            return new LossTerms.Reduced(BetaName, beta.Times(Options.Nu).sum());
        }

        Tensor sums = (boundary * tensor(counts.Valid, device: beta.device).to(beta.dtype)).Times(Options.Nu);
        double[] each = [.. boundary.detach().Times(Options.Nu).to(ScalarType.Float64).cpu().data<double>()];
        long[] active = [.. counts.Valid.Zip(each, (count, value) => value > 0 ? count : 0)];
        return new LossTerms.Aggregated(BetaName, sums, active, counts.Valid) { Divisor = counts.Parts };
    }

    private static LossOutput Output(LossTerms terms, LossTerms? boundary, LossTelemetry telemetry)
    {
        Tensor sum = terms is LossTerms.Aggregated aggregated ? aggregated.Sums.sum() : ((LossTerms.Listed)terms).Values.sum();
        return new LossOutput(boundary is null ? [terms] : [terms, boundary], telemetry) { Mean = sum.DividedBy((double)Math.Max(1, telemetry.ValidTerms)) };
    }

    private Tensor Near(Tensor distances, Tensor boundary) => Hinge(distances, boundary);

    private Tensor Far(Tensor distances, Tensor boundary) => Hinge(boundary, distances);

    private Tensor Hinge(Tensor smaller, Tensor larger)
    {
        using var scope = NewDisposeScope();
        return Distance.Gap(smaller, larger).SubtractedFrom(Options.Margin).relu().MoveToOuterDisposeScope();
    }

    // The boundary of each anchor; anchors that take part in no term have any.
    private Tensor BetaOf(EmbeddingBatch batch, int[] anchors, Tensor beta, Tensor? taking)
    {
        if (!Options.BetaPerClass)
        {
            return beta.expand(anchors.Length);
        }

        IReadOnlyList<long> labels = batch.Labels ?? throw new ArgumentException("Expected labels, for a boundary per class; found index tuples alone.", nameof(batch));
        bool[]? known = taking is null ? null : [.. taking.cpu().data<bool>()];
        long[] classes = new long[anchors.Length];
        for (int i = 0; i < anchors.Length; i++)
        {
            long label = labels[anchors[i]];
            bool takes = known?[i] ?? true;
            classes[i] = !takes ? 0 : label >= 0 && label < beta.shape[0] ? label
                : throw new ArgumentException($"Expected labels from 0 to {beta.shape[0] - 1}, a boundary each, found {label}.", nameof(batch));
        }

        return beta.index_select(0, tensor(classes, device: beta.device));
    }

    private static Counts CountTriplets(EmbeddingBatch batch, PairMasks masks, Tensor near, Tensor far)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor positives = masks.Positive.sum(1);
        Tensor negatives = masks.Negative.sum(1);
        Tensor activeNear = masks.Positive & (near > Scalars.Of(0));
        Tensor activeFar = masks.Negative & (far > Scalars.Of(0));
        Tensor nearCounts = activeNear.sum(1);
        Tensor farCounts = activeFar.sum(1);
        return new Counts(
            Longs(positives * negatives),
            Longs((positives * negatives).Minus(positives.Minus(nearCounts) * negatives.Minus(farCounts))),
            CountAbove(near, far, masks, LossTelemetry.Epsilon),
            (nearCounts * negatives).Plus(farCounts * positives).sum().item<long>(),
            ActiveSamples(batch, masks, activeNear, activeFar));
    }

    // Pairs of a positive and a negative part of one anchor whose sum is above a threshold.
    private static long CountAbove(Tensor near, Tensor far, PairMasks masks, double threshold)
    {
        using var scope = NewDisposeScope();
        Tensor negatives = masks.Negative.sum(1);
        Tensor alone = masks.Positive & (near > Scalars.Of(threshold));
        Tensor none = masks.Positive & (near <= Scalars.Of(0));
        long count = (alone.sum(1) * negatives).sum().item<long>() + (none.sum(1) * (masks.Negative & (far > Scalars.Of(threshold))).sum(1)).sum().item<long>();
        Tensor between = (masks.Positive & alone.logical_not() & none.logical_not()).nonzero();
        const int perPart = 1024;
        for (long first = 0; first < between.shape[0]; first += perPart)
        {
            using var part = NewDisposeScope();
            Tensor places = between.narrow(0, first, Math.Min(perPart, between.shape[0] - first));
            Tensor rows = places.select(1, 0);
            Tensor own = near.index_select(0, rows).gather(1, places.narrow(1, 1, 1));
            count += (masks.Negative.index_select(0, rows) & (far.index_select(0, rows).Plus(own) > Scalars.Of(threshold))).sum().item<long>();
        }

        return count;
    }

    private static bool[] ActiveSamples(EmbeddingBatch batch, PairMasks masks, Tensor activeNear, Tensor activeFar)
    {
        // A positive is in an active triplet where its own part is active, or that of any negative; and the other way round.
        Tensor positives = masks.Positive & ((activeNear & masks.HasNegative.unsqueeze(1)) | activeFar.any(1, keepdim: true));
        Tensor negatives = masks.Negative & ((activeFar & masks.HasPositive.unsqueeze(1)) | activeNear.any(1, keepdim: true));
        Tensor active = positives.any(1) & negatives.any(1);
        if (!batch.HasReference)
        {
            active |= ((positives | negatives) & active.unsqueeze(1)).any(0);
        }

        return [.. active.cpu().data<bool>()];
    }

    private static long[] Longs(Tensor counts) => [.. counts.to(ScalarType.Int64).cpu().data<long>()];

    /// <summary>Counts over all triplets.</summary>
    /// <param name="Valid">Triplets of each anchor.</param>
    /// <param name="Active">Those above 0.</param>
    /// <param name="AboveEpsilon">All above the second threshold.</param>
    /// <param name="Parts">Parts above 0, of which a triplet has two.</param>
    /// <param name="ActiveSamples">Embeddings in an active triplet.</param>
    private sealed record Counts(long[] Valid, long[] Active, long AboveEpsilon, long Parts, bool[] ActiveSamples);
}
