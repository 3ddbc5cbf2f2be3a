using System.ComponentModel.DataAnnotations;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="CosFaceLoss"/>.</summary>
public sealed record CosFaceLossOptions
{
    /// <summary>What is taken off the cosine of an embedding and its class.</summary>
    /// <value>Default 0.35.</value>
    [Range(0.0, 2.0)]
    public double Margin { get; init; } = 0.35;

    /// <summary>What cosines are multiplied by.</summary>
    /// <value>Default 64.</value>
    [Range(1e-6, double.MaxValue)]
    public double Scale { get; init; } = 64;
}

/// <summary>Asks the cosine of an embedding and its class to be larger than that of any other class by a margin (CosFace, also AM-Softmax).</summary>
/// <remarks>
/// <para>Formula: per item −ln( exp(s (cos θ_y − m)) / (exp(s (cos θ_y − m)) + Σ_{j ≠ y} exp(s cos θ_j)) ), θ_j the angle to the weight vector of class j, y the own class.</para>
/// <para>When: where ArcFace would do; a margin on the cosine has a smooth gradient everywhere and is the easier of the two to train.</para>
/// <para>Cost: O(n C) memory and O(n C d) time for C classes, and C d weights.</para>
/// <para>Paper: Wang et al., "CosFace: Large Margin Cosine Loss for Deep Face Recognition", CVPR 2018.</para>
/// <para>Differs from it: in nothing.</para>
/// </remarks>
public sealed class CosFaceLoss : MarginSoftmaxLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="dimensions">The classes, the embedding size and the seed of the weights <c>W [embedding, class]</c>, drawn from the standard normal distribution.</param>
    /// <param name="options">The margin and the scale.</param>
    /// <param name="reducer">By default the mean over all items.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public CosFaceLoss(
        LossDimensions dimensions, CosFaceLossOptions? options = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(dimensions, reducer, regularizer, regularizerWeight) =>
        Options = OptionChecks.Checked(options ?? new());

    /// <summary>What is set.</summary>
    public CosFaceLossOptions Options { get; }

    /// <inheritdoc/>
    private protected override Tensor WithMargin(Tensor cosine, Tensor labels) => cosine.Minus(Options.Margin);

    /// <inheritdoc/>
    private protected override Tensor Scale(Tensor cosines, Tensor embeddings, Tensor centers) => cosines.Times(Options.Scale);
}
