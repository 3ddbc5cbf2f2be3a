using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="SmoothAPLoss"/>.</summary>
public sealed record SmoothAPLossOptions
{
    /// <summary>What similarities' differences are divided by: the smaller, the nearer to the true average precision and the fewer items have a gradient.</summary>
    /// <value>Default 0.01.</value>
    [Range(1e-6, double.MaxValue)]
    public double Temperature { get; init; } = 0.01;
}

/// <summary>Raises the average precision of each item's ranking of the batch, its steps smoothed to sigmoids.</summary>
/// <remarks>
/// <para>Formula: per query q 1 − 1/|P| Σ_{i in P} (1 + Σ_{j in P, j ≠ i} σ_ij) / (1 + Σ_{j in P, j ≠ i} σ_ij + Σ_{n in N} σ_in) with σ_ij = sigmoid((s_qj − s_qi) / τ),
/// P the items of the class of q (q itself included), N the others, s the similarity.</para>
/// <para>When: retrieval judged by average precision, with several items per class and large batches; the ranking of a small batch says little about that of a data set.</para>
/// <para>Cost: O(n² k d) time, k items per class; anchors are taken some at a time, so that memory stays bounded.</para>
/// <para>Paper: Brown et al., "Smooth-AP: Smoothing the Path Towards Large-Scale Image Retrieval", ECCV 2020.</para>
/// <para>Differs from it: classes may be of different sizes; a query that is alone in its class is left out; with a reference set q is not among P. Index tuples choose
/// the positives and the negatives that are ranked.</para>
/// </remarks>
public sealed class SmoothAPLoss : RowLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The temperature.</param>
    /// <param name="distance">By default the cosine similarity.</param>
    /// <param name="reducer">By default the mean over all queries.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public SmoothAPLoss(
        SmoothAPLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new CosineSimilarity(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public SmoothAPLossOptions Options { get; }

    /// <inheritdoc/>
    protected override TermUnit Unit => TermUnit.Sample;

    /// <inheritdoc/>
    protected override long EntriesPerPair(PairMasks masks) => SoftRanks.EntriesPerPair(RankedIn(masks));

    /// <inheritdoc/>
    protected override Tensor ValidTerms(PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        return masks.HasPositive;
    }

    /// <inheritdoc/>
    protected override Tensor ComputeRows(Tensor distances, PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        SoftRanks ranks = SoftRanks.Of(Similarities(distances), RankedIn(masks), masks.Negative, Options.Temperature);
        Tensor amongPositives = ranks.PositivesBefore.Plus(1);
        Tensor loss = ranks.Mean(amongPositives / amongPositives.Plus(ranks.NegativesBefore)).SubtractedFrom(1);

        // Without negatives the ranking is perfect; what rounding leaves is not a loss.
        return MaskedRows.Fill(loss, masks.HasNegative, 0);
    }

    private static Tensor RankedIn(PairMasks masks) => masks.Positive | (masks.Self & masks.HasPositive.unsqueeze(1));
}
