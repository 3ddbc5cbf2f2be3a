using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on an <see cref="NTXentLoss"/>.</summary>
public sealed record NTXentLossOptions
{
    /// <summary>What similarities are divided by: the smaller, the more the nearest negatives count.</summary>
    /// <value>Default 0.07.</value>
    [Range(1e-6, double.MaxValue)]
    public double Temperature { get; init; } = 0.07;
}

/// <summary>Asks each positive to be the nearest among itself and all negatives of its anchor: a cross entropy per positive pair (InfoNCE).</summary>
/// <remarks>
/// <para>Formula: per positive pair ln(1 + Σ_n exp((s_an − s_ap) / τ)), n over the negatives of the anchor, s the similarity.</para>
/// <para>When: self-supervised training and many classes; a small temperature makes it look at hard negatives only.</para>
/// <para>Cost: O(n²) memory and O(n² d) time; no matrix of pairs against negatives is built.</para>
/// <para>Paper: Sohn, "Improved Deep Metric Learning with Multi-class N-pair Loss Objective", NeurIPS 2016; van den Oord, Li and Vinyals, arXiv 1807.03748;
/// Chen et al., "A Simple Framework for Contrastive Learning", ICML 2020.</para>
/// <para>Differs from it: all positives of the batch, each a term of its own.</para>
/// </remarks>
public sealed class NTXentLoss : RowLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The temperature.</param>
    /// <param name="distance">By default the cosine similarity.</param>
    /// <param name="reducer">By default the mean over all positive pairs.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public NTXentLoss(
        NTXentLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(distance ?? new CosineSimilarity(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public NTXentLossOptions Options { get; }

    /// <inheritdoc/>
    private protected override RowForm? Form => new NTXentRow(Options.Temperature);

    /// <inheritdoc/>
    protected override TermUnit Unit => TermUnit.Pair;

    /// <inheritdoc/>
    protected override Tensor ComputeRows(Tensor distances, PairMasks masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        Tensor scaled = Similarities(distances).DividedBy(Options.Temperature);
        Tensor negatives = MaskedRows.LogSumExp(scaled, masks.Negative, masks.NegativeCounts);
        return MaskedRows.Softplus(negatives.unsqueeze(1).Minus(scaled));
    }
}
