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
public sealed class HistogramLoss : MetricLoss
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
        PairMasks masks = PairMasks.Of(batch, input.Tuples, input.IgnoredLabel);
        Tensor positive = masks.Positive & masks.HasNegative.unsqueeze(1);
        Tensor negative = masks.Negative & masks.HasPositive.unsqueeze(1);
        Tensor taking = positive.any(1);
        if (!batch.HasReference)
        {
            taking |= positive.any(0) | negative.any(0);
            positive = (positive | positive.t()).triu(1);
            negative = (negative | negative.t()).triu(1);
        }

        long items = taking.sum().item<long>();
        Tensor value = items == 0 ? batch.Embeddings.Times(0).sum() : Overlap(input.Distances, positive, negative);
        double[] norms = items == 0 ? new double[batch.Count] : ItemGradients.Norms(batch, sharedReference: true, (x, y) => Overlap(Distance.Matrix(x, y), positive, negative));
        LossTelemetry telemetry = ItemGradients.OfWholeBatch(batch, items, value, norms) with
        {
            MeanPositiveDistance = PairDistances.Mean(input.Distances, positive),
            MeanNegativeDistance = PairDistances.Mean(input.Distances, negative),
        };
        return new LossOutput([new LossTerms.Reduced("loss", value)], telemetry) { Mean = Reducer is MeanReducer ? null : value };
    }

    private Tensor Overlap(Tensor similarities, Tensor positive, Tensor negative) =>
        (Histogram(similarities.masked_select(negative)) * Histogram(similarities.masked_select(positive)).cumsum(0)).sum();

    private Tensor Histogram(Tensor values)
    {
        Tensor places = values.Plus(1).Times(Options.Bins / 2.0);
        Tensor nodes = places.detach().floor().clamp(Scalars.Of(0), Scalars.Of(Options.Bins - 1));
        Tensor upper = places.Minus(nodes);
        Tensor bins = nodes.to(ScalarType.Int64);
        return zeros(Options.Bins + 1, values.dtype, values.device).scatter_add(0, bins, upper.SubtractedFrom(1)).scatter_add(0, bins.Plus(1), upper).DividedBy((double)Math.Max(1, values.numel()));
    }
}
