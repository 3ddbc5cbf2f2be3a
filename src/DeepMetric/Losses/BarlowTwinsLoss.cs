using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="BarlowTwinsLoss"/>.</summary>
public sealed record BarlowTwinsLossOptions
{
    /// <summary>λ, the weight of the correlations between different dimensions.</summary>
    /// <value>Default 0.005.</value>
    [Range(0, double.MaxValue)]
    public double Lambda { get; init; } = 0.005;

    /// <summary>ε, added to a variance before its root is taken.</summary>
    /// <value>Default 0.00001.</value>
    [Range(1e-12, double.MaxValue)]
    public double Epsilon { get; init; } = 1e-5;
}

/// <summary>Makes each dimension of two views of the same items agree and different dimensions uncorrelated; labels are not looked at.</summary>
/// <remarks>
/// <para>Formula: Σ_k (1 − C_kk)² + λ Σ_{k ≠ l} C_kl², C the correlation matrix between the dimensions of the two views over the batch.</para>
/// <para>When: self-supervised training with two augmentations of each item and no negatives; it gains from many dimensions.</para>
/// <para>Cost: O(n d + d²) memory and O(n d²) time.</para>
/// <para>Paper: Zbontar et al., "Barlow Twins: Self-Supervised Learning via Redundancy Reduction", ICML 2021.</para>
/// <para>Differs from it: a small ε keeps a dimension without variance finite, as in the authors' code. The second view is the reference set, row by row; without one the
/// embeddings are both views. The loss is one number, which a reducer leaves as it is.</para>
/// </remarks>
public sealed class BarlowTwinsLoss : MetricLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The weights.</param>
    public BarlowTwinsLoss(BarlowTwinsLossOptions? options = null)
        : base(new CosineSimilarity(), new MeanReducer(), null, 1)
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public BarlowTwinsLossOptions Options { get; }

    /// <inheritdoc/>
    public override LossTraits Traits => LossTraits.LabelFree | LossTraits.TwoViews;

    /// <inheritdoc/>
    protected override bool NeedsDistances => false;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Index tuples were given, or the views differ in their number of rows.</exception>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        EmbeddingBatch batch = TwoViews.Checked(input);
        Tensor value = batch.Count == 0 ? batch.Embeddings.Times(0).sum() : Correlations(batch.Embeddings, batch.Reference);
        double[] norms = batch.Count == 0 ? [] : ItemGradients.Norms(batch, sharedReference: true, Correlations);
        return new LossOutput([new LossTerms.Reduced("loss", value)], ItemGradients.OfWholeBatch(batch, batch.Count, value, norms));
    }

    private Tensor Correlations(Tensor first, Tensor second)
    {
        Tensor correlations = Standardized(first).t().mm(Standardized(second)).DividedBy((double)first.shape[0]);
        Tensor own = correlations.diagonal();
        Tensor between = correlations.Minus(diag(own));
        return (own.SubtractedFrom(1) * own.SubtractedFrom(1)).sum().Plus((between * between).sum().Times(Options.Lambda));
    }

    private Tensor Standardized(Tensor view)
    {
        Tensor centred = view.Minus(view.mean([0], keepdim: true));
        return centred / (centred * centred).mean([0], keepdim: true).Plus(Options.Epsilon).sqrt();
    }
}
