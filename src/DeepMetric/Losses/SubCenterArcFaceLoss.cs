using System.ComponentModel.DataAnnotations;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="SubCenterArcFaceLoss"/>.</summary>
public sealed record SubCenterArcFaceLossOptions
{
    /// <summary>The angle added to the one between an embedding and its class, in degrees.</summary>
    /// <value>Default 28.6, which is 0.5 radians.</value>
    [Range(0.0, 180.0)]
    public double Margin { get; init; } = 28.6;

    /// <summary>What cosines are multiplied by.</summary>
    /// <value>Default 64.</value>
    [Range(1e-6, double.MaxValue)]
    public double Scale { get; init; } = 64;

    /// <summary>The weight vectors of each class.</summary>
    /// <value>Default 3.</value>
    [Range(1, 10_000)]
    public int SubCenters { get; init; } = 3;
}

/// <summary>ArcFace with several weight vectors per class, of which the nearest counts: wrongly labelled items gather at another than the dominant one.</summary>
/// <remarks>
/// <para>Formula: as <see cref="ArcFaceLoss"/>, with cos θ_j = max over k of cos(z, w_jk), w_jk the sub-centers of class j.</para>
/// <para>When: noisy labels. Train, then drop what <see cref="SubCenterLoss.FindOutliers"/> names and train again with one center.</para>
/// <para>Cost: O(n C K) memory and O(n C K d) time for C classes of K sub-centers, and C K d weights.</para>
/// <para>Paper: Deng et al., "Sub-center ArcFace: Boosting Face Recognition by Large-Scale Noisy Web Faces", ECCV 2020.</para>
/// <para>Differs from it: beyond θ + m = π as in ArcFaceLoss.</para>
/// </remarks>
public sealed class SubCenterArcFaceLoss : SubCenterLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="dimensions">
    /// The classes, the embedding size and the seed of the weights <c>W [embedding, class × sub-centers]</c>, those of a class adjacent, drawn from the standard normal distribution.
    /// </param>
    /// <param name="options">Margin, scale and sub-centers.</param>
    /// <param name="reducer">By default the mean over all items.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public SubCenterArcFaceLoss(
        LossDimensions dimensions, SubCenterArcFaceLossOptions? options = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(dimensions, OptionChecks.Checked(options ?? new()).SubCenters, reducer, regularizer, regularizerWeight) =>
        Options = options ?? new();

    /// <summary>What is set.</summary>
    public SubCenterArcFaceLossOptions Options { get; }

    /// <inheritdoc/>
    private protected override Tensor Margins(Tensor labels, Tensor like) => full_like(like, Scalars.Of(double.DegreesToRadians(Options.Margin)));

    /// <inheritdoc/>
    private protected override Tensor Scale(Tensor cosines, Tensor embeddings, Tensor centers) => cosines.Times(Options.Scale);
}
