using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="VICRegLoss"/>.</summary>
public sealed record VICRegLossOptions
{
    /// <summary>λ, the weight of the distance between the views.</summary>
    /// <value>Default 25.</value>
    [Range(0, double.MaxValue)]
    public double Invariance { get; init; } = 25;

    /// <summary>μ, the weight of what the dimensions lack in variance.</summary>
    /// <value>Default 25.</value>
    [Range(0, double.MaxValue)]
    public double Variance { get; init; } = 25;

    /// <summary>ν, the weight of the covariances between dimensions.</summary>
    /// <value>Default 1.</value>
    [Range(0, double.MaxValue)]
    public double Covariance { get; init; } = 1;

    /// <summary>ε, added to a variance before its root is taken.</summary>
    /// <value>Default 0.0001.</value>
    [Range(1e-12, double.MaxValue)]
    public double Epsilon { get; init; } = 1e-4;
}

/// <summary>Brings two views of each item together, keeps every dimension varied and the dimensions uncorrelated; labels are not looked at.</summary>
/// <remarks>
/// <para>Formula: λ mean_i ‖x_i − x'_i‖²/d + μ/2 Σ_views mean_k max(0, 1 − √(var_k + ε)) + ν Σ_views 1/d Σ_{k ≠ l} cov_kl², variances and covariances over the batch,
/// unbiased.</para>
/// <para>When: self-supervised training with two augmentations of each item and no negatives; embeddings of many dimensions that are not normalised.</para>
/// <para>Cost: O(n d + d²) memory and O(n d²) time.</para>
/// <para>Paper: Bardes, Ponce and LeCun, "VICReg: Variance-Invariance-Covariance Regularization for Self-Supervised Learning", ICLR 2022.</para>
/// <para>Differs from it: the two variance terms are averaged, as in the authors' code. The second view is the reference set, row by row; without one the embeddings are both views.
/// A single item has no variance, so that only its views' distance is left.</para>
/// </remarks>
public sealed class VICRegLoss : MetricLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="options">The weights of the parts.</param>
    /// <param name="reducer">Reduces the parts <c>invariance</c>, whose terms are items, and <c>variance1</c> and <c>variance2</c>, whose terms are dimensions; by default by their mean.</param>
    /// <exception cref="ArgumentException">The reducer goes by the anchors of terms, which dimensions do not have.</exception>
    public VICRegLoss(VICRegLossOptions? options = null, Reducer? reducer = null)
        : base(new LpDistance(power: 2, normalize: false), reducer ?? new MeanReducer(), null, 1)
    {
        Options = OptionChecks.Checked(options ?? new());
        if (Reducer.NeedsOrderedPairs)
        {
            throw new ArgumentException($"Expected a reducer that does not go by anchors, as the variances' terms are dimensions; found {Reducer.GetType().Name}.", nameof(reducer));
        }
    }

    /// <summary>What is set.</summary>
    public VICRegLossOptions Options { get; }

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
        int[] items = [.. Enumerable.Range(0, batch.Count)];
        int[] dimensions = [.. Enumerable.Range(0, batch.Count < 2 ? 0 : (int)batch.Embeddings.shape[1])];
        Parts parts = PartsOf(batch.Embeddings, batch.Reference);
        Tensor mean = parts.Total();
        double[] norms = ItemGradients.Norms(batch, sharedReference: true, (x, y) => PartsOf(x, y).Total());
        LossTerms[] terms = batch.Count == 0 ? [new LossTerms.Listed("invariance", parts.Invariance, items)] :
        [
            new LossTerms.Listed("invariance", parts.Invariance, items),
            new LossTerms.Listed("variance1", parts.FirstVariances, dimensions),
            new LossTerms.Listed("variance2", parts.SecondVariances, dimensions),
            new LossTerms.Reduced("covariance", parts.Covariance),
        ];
        return new LossOutput(terms, ItemGradients.OfWholeBatch(batch, batch.Count, mean, norms)) { Mean = mean };
    }

    private Parts PartsOf(Tensor first, Tensor second)
    {
        (Tensor firstVariances, Tensor firstCovariance) = Spread(first);
        (Tensor secondVariances, Tensor secondCovariance) = Spread(second);
        Tensor difference = first.Minus(second);
        return new Parts((difference * difference).mean([1]).Times(Options.Invariance), firstVariances, secondVariances, firstCovariance.Plus(secondCovariance).Times(Options.Covariance));
    }

    private (Tensor Variances, Tensor Covariance) Spread(Tensor view)
    {
        long count = view.shape[0];
        if (count < 2)
        {
            return (empty(0, view.dtype, view.device), view.Times(0).sum());
        }

        Tensor centred = view.Minus(view.mean([0], keepdim: true));
        Tensor covariances = centred.t().mm(centred).DividedBy((double)(count - 1));
        Tensor variances = covariances.diagonal();
        Tensor lacking = variances.Plus(Options.Epsilon).sqrt().SubtractedFrom(1).relu().Times(Options.Variance / 2);
        Tensor between = covariances.Minus(diag(variances));
        return (lacking, (between * between).sum().DividedBy((double)view.shape[1]));
    }

    private sealed record Parts(Tensor Invariance, Tensor FirstVariances, Tensor SecondVariances, Tensor Covariance)
    {
        public Tensor Total() => Mean(Invariance).Plus(Mean(FirstVariances)).Plus(Mean(SecondVariances)).Plus(Covariance);

        private static Tensor Mean(Tensor values) => values.sum().DividedBy((double)Math.Max(1, values.numel()));
    }
}
