using System.ComponentModel.DataAnnotations;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="LargeMarginSoftmaxLoss"/>.</summary>
public sealed record LargeMarginSoftmaxLossOptions
{
    /// <summary>How many times the angle between an embedding and its class is taken.</summary>
    /// <value>Default 4.</value>
    [Range(1, 64)]
    public int Margin { get; init; } = 4;

    /// <summary>What logits are multiplied by.</summary>
    /// <value>Default 1.</value>
    [Range(1e-6, double.MaxValue)]
    public double Scale { get; init; } = 1;
}

/// <summary>Asks the angle between an embedding and its class, taken several times, to be smaller than that to any other class (L-Softmax).</summary>
/// <remarks>
/// <para>Formula: per item −ln( exp(s ‖z‖ ‖w_y‖ ψ(θ_y)) / (exp(s ‖z‖ ‖w_y‖ ψ(θ_y)) + Σ_{j ≠ y} exp(s ‖z‖ ‖w_j‖ cos θ_j)) ), ψ(θ) = (−1)^k cos(mθ) − 2k for k π / m ≤ θ ≤ (k + 1) π / m, w_j the weights of class j, y the own class.</para>
/// <para>When: mostly to compare with; the margins of CosFace and ArcFace came after it and are easier to train. Norms count: embeddings must not be normalised beforehand.</para>
/// <para>Cost: O(n C) memory and O(n C d) time for C classes, and C d weights.</para>
/// <para>Paper: Liu et al., "Large-Margin Softmax Loss for Convolutional Neural Networks", ICML 2016.</para>
/// <para>Differs from it: without the annealing from a plain softmax, and with a scale.</para>
/// </remarks>
public sealed class LargeMarginSoftmaxLoss : MarginSoftmaxLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="dimensions">The classes, the embedding size and the seed of the weights <c>W [embedding, class]</c>, drawn from the standard normal distribution.</param>
    /// <param name="options">The margin and the scale.</param>
    /// <param name="reducer">By default the mean over all items.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public LargeMarginSoftmaxLoss(
        LossDimensions dimensions, LargeMarginSoftmaxLossOptions? options = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(dimensions, reducer, regularizer, regularizerWeight) =>
        Options = OptionChecks.Checked(options ?? new());

    /// <summary>What is set.</summary>
    public LargeMarginSoftmaxLossOptions Options { get; }

    /// <inheritdoc/>
    private protected override Tensor WithMargin(Tensor cosine, Tensor labels) => ClassCosine.MultiplyAngle(cosine, Options.Margin);

    /// <inheritdoc/>
    private protected override Tensor Scale(Tensor cosines, Tensor embeddings, Tensor centers) =>
        cosines * (embeddings.norm(1).unsqueeze(1) * centers.norm(1).unsqueeze(0)).Times(Options.Scale);
}
