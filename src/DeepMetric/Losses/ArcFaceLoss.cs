using System.ComponentModel.DataAnnotations;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on an <see cref="ArcFaceLoss"/>.</summary>
public sealed record ArcFaceLossOptions
{
    /// <summary>The angle added to the one between an embedding and its class, in degrees.</summary>
    /// <value>Default 28.6, which is 0.5 radians.</value>
    [Range(0.0, 180.0)]
    public double Margin { get; init; } = 28.6;

    /// <summary>What cosines are multiplied by.</summary>
    /// <value>Default 64.</value>
    [Range(1e-6, double.MaxValue)]
    public double Scale { get; init; } = 64;
}

/// <summary>Asks the angle between an embedding and its class to be smaller than that to any other class by an angular margin (ArcFace).</summary>
/// <remarks>
/// <para>Formula: per item −ln( exp(s cos(θ_y + m)) / (exp(s cos(θ_y + m)) + Σ_{j ≠ y} exp(s cos θ_j)) ), θ_j the angle to the weight vector of class j, y the own class.</para>
/// <para>When: many items per class and classes known in advance, as in face recognition; it needs no pairs in the batch, but a weight vector for every class.</para>
/// <para>Cost: O(n C) memory and O(n C d) time for C classes, and C d weights.</para>
/// <para>Paper: Deng et al., "ArcFace: Additive Angular Margin Loss for Deep Face Recognition", CVPR 2019.</para>
/// <para>Differs from it: where θ_y + m is beyond π, cos θ_y − m sin m takes its place, as in the authors' code, so that the loss grows with the angle everywhere;
/// at an angle of exactly 0 or π the sine's gradient counts as 0.</para>
/// </remarks>
public sealed class ArcFaceLoss : MarginSoftmaxLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="dimensions">The classes, the embedding size and the seed of the weights <c>W [embedding, class]</c>, drawn from the standard normal distribution.</param>
    /// <param name="options">The margin and the scale.</param>
    /// <param name="reducer">By default the mean over all items.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public ArcFaceLoss(
        LossDimensions dimensions, ArcFaceLossOptions? options = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(dimensions, reducer, regularizer, regularizerWeight) =>
        Options = OptionChecks.Checked(options ?? new());

    /// <summary>What is set.</summary>
    public ArcFaceLossOptions Options { get; }

    /// <inheritdoc/>
    private protected override Tensor WithMargin(Tensor cosine, Tensor labels) =>
        ClassCosine.AddAngle(cosine, full_like(cosine.detach(), Scalars.Of(double.DegreesToRadians(Options.Margin))));

    /// <inheritdoc/>
    private protected override Tensor Scale(Tensor cosines, Tensor embeddings, Tensor centers) => cosines.Times(Options.Scale);
}
