using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="FastAPLoss"/>.</summary>
public sealed record FastAPLossOptions
{
    /// <summary>Into how many bins the range of distances is cut; there is a node more than bins.</summary>
    /// <value>Default 10.</value>
    [Range(1, 100_000)]
    public int Bins { get; init; } = 10;
}

/// <summary>Raises the average precision of each item's ranking of the batch, computed from soft histograms of its distances.</summary>
/// <remarks>
/// <para>Formula: per anchor 1 − 1/|P| Σ_b h⁺_b H⁺_b / H_b, h⁺ the histogram of the distances to positives over the nodes b, H⁺ its running sum, H the running sum of the
/// histogram of all distances; a distance falls into its two adjacent nodes, by linear interpolation.</para>
/// <para>When: retrieval with many items per class; cheaper than the smoothed average precision, and it needs larger batches.</para>
/// <para>Cost: O(n²) memory and O(n² d) time, whatever the number of bins.</para>
/// <para>Paper: Cakir et al., "Deep Metric Learning to Rank", CVPR 2019.</para>
/// <para>Differs from it: anchors without a positive are left out. Index tuples weigh anchors: each term is multiplied by how often its anchor stands in the tuples, over how
/// often the most frequent item does; the labels give the pairs.</para>
/// </remarks>
public sealed class FastAPLoss : RowLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The number of bins.</param>
    /// <param name="distance">A Euclidean distance of normalised embeddings, by default squared: the bins span what it can be.</param>
    /// <param name="reducer">By default the mean over all anchors with a positive.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    /// <exception cref="ArgumentException">The distance is another.</exception>
    public FastAPLoss(
        FastAPLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new LpDistance(power: 2), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
        Largest = Math.Pow(2, NormalizedEuclidean.Checked(Distance).Power);
    }

    /// <summary>What is set.</summary>
    public FastAPLossOptions Options { get; }

    /// <inheritdoc/>
    protected override TermUnit Unit => TermUnit.Sample;

    /// <inheritdoc/>
    private protected override bool TuplesWeighAnchors => true;

    private double Largest { get; }

    /// <inheritdoc/>
    protected override Tensor ValidTerms(PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        return masks.HasPositive;
    }

    /// <inheritdoc/>
    protected override Tensor ComputeRows(Tensor distances, PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(distances);
        ArgumentNullException.ThrowIfNull(masks);
        Tensor places = distances.Times(Options.Bins / Largest);
        Tensor nodes = places.detach().floor().clamp(Scalars.Of(0), Scalars.Of(Options.Bins - 1));
        Tensor upper = places.Minus(nodes);
        Tensor lower = upper.SubtractedFrom(1);
        Tensor bins = nodes.to(ScalarType.Int64);
        Tensor next = bins.Plus(1);
        Tensor Histogram(Tensor mask)
        {
            using var scope = NewDisposeScope();
            return zeros(distances.shape[0], Options.Bins + 1, distances.dtype, distances.device)
                .scatter_add(1, bins, MaskedRows.Fill(lower, mask, 0))
                .scatter_add(1, next, MaskedRows.Fill(upper, mask, 0))
                .MoveToOuterDisposeScope();
        }

        Tensor positives = Histogram(masks.Positive);
        Tensor before = positives.cumsum(1);
        Tensor all = before.Plus(Histogram(masks.Negative).cumsum(1));
        Tensor known = positives > Scalars.Of(0);
        Tensor precision = positives * before / where(known, all, ones_like(all));
        Tensor loss = (MaskedRows.Sum(precision, known) / masks.Positive.sum(1).clamp_min(Scalars.Of(1)).to(distances.dtype)).SubtractedFrom(1);

        // Without negatives the ranking is perfect; what rounding leaves is not a loss.
        return MaskedRows.Fill(loss, masks.HasNegative, 0);
    }
}
