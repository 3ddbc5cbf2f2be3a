using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Miners;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="MultiSimilarityLoss"/>.</summary>
public sealed record MultiSimilarityLossOptions
{
    /// <summary>How sharply the farthest positives are preferred.</summary>
    /// <value>Default 2.</value>
    [Range(1e-6, double.MaxValue)]
    public double Alpha { get; init; } = 2;

    /// <summary>How sharply the nearest negatives are preferred.</summary>
    /// <value>Default 50.</value>
    [Range(1e-6, double.MaxValue)]
    public double Beta { get; init; } = 50;

    /// <summary>The similarity (or distance) that positives should exceed and negatives should not.</summary>
    /// <value>Default 0.5.</value>
    public double Base { get; init; } = 0.5;
}

/// <summary>Weighs each pair by how hard it is by itself and next to the other pairs of its anchor.</summary>
/// <remarks>
/// <para>Formula: per anchor 1/α ln(1 + Σ_p exp(−α (s_ap − λ))) + 1/β ln(1 + Σ_n exp(β (s_an − λ))), s the similarity, λ the base.</para>
/// <para>When: a strong general choice for retrieval with many classes; it mines softly by itself, and gains little from a further miner than its own.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Wang et al., "Multi-Similarity Loss with General Pair Weighting for Deep Metric Learning", CVPR 2019.</para>
/// <para>Differs from it: no mining is built in; an anchor without positives keeps its negatives' half, and the other way round; with a distance d, s − λ is λ − d.</para>
/// </remarks>
public sealed class MultiSimilarityLoss : RowLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The sharpness of both halves and their base.</param>
    /// <param name="distance">By default the cosine similarity.</param>
    /// <param name="reducer">By default the mean over all anchors.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public MultiSimilarityLoss(
        MultiSimilarityLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new CosineSimilarity(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public MultiSimilarityLossOptions Options { get; }

    /// <inheritdoc/>
    private protected override RowForm? Form => new MultiSimilarityRow(Options);

    /// <inheritdoc/>
    protected override TermUnit Unit => TermUnit.Sample;

    /// <summary>With its own miner: the pairs are chosen on the way through a row.</summary>
    private protected override LossOutput? RunMined(EmbeddingBatch batch, Miner miner) =>
        miner is MultiSimilarityMiner { TuplesPerAnchor: null } own && miner.Distance.Equals(Distance) && !Reducer.NeedsListedTerms
            ? SumRows(batch, new MultiSimilarityRow(Options), own.Options.Epsilon, miner.IgnoredLabel)
            : null;

    /// <inheritdoc/>
    protected override Tensor ValidTerms(PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        return masks.Anchors;
    }

    /// <inheritdoc/>
    protected override Tensor ComputeRows(Tensor distances, PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        double scale = Distance.IsSimilarity ? 1 : -1;
        Tensor excess = distances.Minus(Options.Base).Times(scale);
        Tensor positives = MaskedRows.Softplus(MaskedRows.LogSumExp(excess.Times(-Options.Alpha), masks.Positive));
        Tensor negatives = MaskedRows.Softplus(MaskedRows.LogSumExp(excess.Times(Options.Beta), masks.Negative));
        return positives.DividedBy(Options.Alpha).Plus(negatives.DividedBy(Options.Beta));
    }
}
