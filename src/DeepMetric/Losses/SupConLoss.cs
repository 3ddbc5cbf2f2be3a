using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="SupConLoss"/>.</summary>
public sealed record SupConLossOptions
{
    /// <summary>What similarities are divided by.</summary>
    /// <value>Default 0.1.</value>
    [Range(1e-6, double.MaxValue)]
    public double Temperature { get; init; } = 0.1;
}

/// <summary>Asks all positives of an anchor to stand out together from everything else (supervised contrastive loss).</summary>
/// <remarks>
/// <para>Formula: per anchor −1/|P| Σ_{p in P} ( s_ap / τ − ln Σ_{j ≠ a} exp(s_aj / τ) ), P the positives of the anchor, j over positives and negatives.</para>
/// <para>When: classes with many items per batch; it keeps pulling at all positives, where NT-Xent treats each by itself.</para>
/// <para>Cost: O(n²) memory and O(n² d) time.</para>
/// <para>Paper: Khosla et al., "Supervised Contrastive Learning", NeurIPS 2020, the form L_out.</para>
/// <para>Differs from it: no second view is needed; an anchor without a positive is a term of 0, which the mean over non-zero terms leaves out; a batch
/// without negatives has no loss, as there is nothing to stand out from.</para>
/// </remarks>
public sealed class SupConLoss : RowLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The temperature.</param>
    /// <param name="distance">By default the cosine similarity.</param>
    /// <param name="reducer">By default the mean over the anchors with a loss.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public SupConLoss(
        SupConLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new CosineSimilarity(), reducer ?? new NonZeroMeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public SupConLossOptions Options { get; }

    /// <inheritdoc/>
    private protected override RowForm? Form => new SupConRow(Options.Temperature);

    /// <inheritdoc/>
    protected override TermUnit Unit => TermUnit.Sample;

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
        Tensor scaled = Similarities(distances).DividedBy(Options.Temperature);
        Tensor all = MaskedRows.LogSumExp(scaled, masks.Positive | masks.Negative);
        Tensor values = MaskedRows.Mean(all.unsqueeze(1).Minus(scaled), masks.Positive);
        return masks.BatchHasNegatives ? values : values.Times(0);
    }
}
