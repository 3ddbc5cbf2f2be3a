using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="HistogramLoss"/>.</summary>
public sealed record HistogramLossOptions
{
    /// <summary>Into how many bins the similarities from −1 to 1 are cut; there is a node more than bins.</summary>
    /// <value>Default 100.</value>
    [Range(1, 1_000_000)]
    public int Bins { get; init; } = 100;
}

/// <summary>The probability that a random negative pair is more similar than a random positive pair, from soft histograms of both.</summary>
/// <remarks>
/// <para>Formula: Σ_r h⁻_r Σ_{q ≤ r} h⁺_q, h⁺ and h⁻ the histograms of the similarities of the positive and the negative pairs, each of sum 1; a similarity falls into its two
/// adjacent nodes, by linear interpolation.</para>
/// <para>When: few numbers to tune and batches large enough for both histograms to be full.</para>
/// <para>Cost: O(n²) memory and O(n² d) time, whatever the number of bins.</para>
/// <para>Paper: Ustinova and Lempitsky, "Learning Deep Embeddings with Histogram Loss", NeurIPS 2016.</para>
/// <para>Differs from it: pairs count once, whichever item is the anchor, and only those with an anchor that has a positive and a negative. The loss is one number, which a
/// reducer leaves as it is.</para>
/// </remarks>
public sealed class HistogramLoss : PartedLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The number of bins.</param>
    /// <param name="distance">A similarity of normalised embeddings; by default the cosine.</param>
    /// <param name="reducer">Has nothing to do, as the loss is one number.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    /// <exception cref="ArgumentException">The distance is no similarity, or one of embeddings of any norm.</exception>
    public HistogramLoss(
        HistogramLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new CosineSimilarity(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
        if (!Distance.IsSimilarity || !Distance.Normalize)
        {
            throw new ArgumentException($"Expected a similarity of normalised embeddings, whose values are from -1 to 1, found {Distance.GetType().Name}.", nameof(distance));
        }
    }

    /// <summary>What is set.</summary>
    public HistogramLossOptions Options { get; }

    /// <inheritdoc/>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        EmbeddingBatch batch = input.Batch;
        PairMasks PairsOf(EmbeddingBatch of) => Counted(PairMasks.Of(of, input.Tuples, input.IgnoredLabel), unordered: !batch.HasReference);
        PairMasks masks = PairsOf(batch);
        long items = masks.Anchors.sum().item<long>();
        Tensor Loss(EmbeddingBatch of)
        {
            var work = new RowWork(of, PairsOf, Distance, RowsPerPart(of, entriesPerPair: 2), Histograms, OfBothSides);
            return Overlap(work.Compute(masks).reshape(batch.Count, 2, Options.Bins + 1).sum(0L), masks);
        }

        Tensor value = items == 0 ? batch.Embeddings.Times(0).sum() : Loss(batch);
        double[] norms = items == 0 ? new double[batch.Count] : ItemGradients.Norms(batch, sharedReference: true, (x, y) => Loss(batch.Slice(x, y, 0)));
        RowFacts facts = RowFacts.Of(new RowWork(batch, PairsOf, Distance, RowsPerPart(batch, entriesPerPair: 1), Histograms, OfBothSides), gradientNorms: false);
        LossTelemetry telemetry = ItemGradients.OfWholeBatch(batch, items, value, norms) with
        {
            MeanPositiveDistance = facts.MeanPositive,
            MeanNegativeDistance = facts.MeanNegative,
        };
        return new LossOutput([new LossTerms.Reduced("loss", value)], telemetry) { Mean = Reducer is MeanReducer ? null : value };
    }

    /// <summary>The pairs that count, each of them once; the anchors are the items that take part.</summary>
    private static PairMasks Counted(PairMasks masks, bool unordered)
    {
        Tensor positive = masks.Positive & masks.HasNegative.unsqueeze(1);
        Tensor negative = masks.Negative & masks.HasPositive.unsqueeze(1);
        Tensor taking = positive.any(1);
        if (unordered)
        {
            taking |= positive.any(0) | negative.any(0);
            positive = (positive | positive.t()).triu(1);
            negative = (negative | negative.t()).triu(1);
        }

        return PairMasks.OfMasks(taking, positive, negative);
    }

    private Tensor OfBothSides(PairMasks masks) => ones([masks.Anchors.shape[0], 2 * (Options.Bins + 1)], ScalarType.Bool, masks.Anchors.device);

    private static Tensor Overlap(Tensor histograms, PairMasks masks)
    {
        Tensor positive = histograms[0].DividedBy((double)Math.Max(1, masks.Positive.sum().item<long>()));
        Tensor negative = histograms[1].DividedBy((double)Math.Max(1, masks.Negative.sum().item<long>()));
        return (negative * positive.cumsum(0)).sum();
    }

    /// <summary>How much of each anchor's pairs falls to each node, positive pairs first, <c>[rows, 2 (bins + 1)]</c>.</summary>
    private Tensor Histograms(Tensor similarities, PairMasks masks)
    {
        Tensor places = similarities.Plus(1).Times(Options.Bins / 2.0);
        Tensor nodes = places.detach().floor().clamp(Scalars.Of(0), Scalars.Of(Options.Bins - 1));
        Tensor upper = places.Minus(nodes);
        Tensor lower = upper.SubtractedFrom(1);
        Tensor bins = nodes.to(ScalarType.Int64);
        Tensor Side(Tensor mask) => zeros([similarities.shape[0], Options.Bins + 1], similarities.dtype, similarities.device)
            .scatter_add(1, bins, MaskedRows.Fill(lower, mask, 0))
            .scatter_add(1, bins.Plus(1), MaskedRows.Fill(upper, mask, 0));
        return cat([Side(masks.Positive), Side(masks.Negative)], 1);
    }
}
