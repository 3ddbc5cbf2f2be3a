using System.ComponentModel.DataAnnotations;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="DynamicArcFaceLoss"/>.</summary>
public sealed record DynamicArcFaceLossOptions
{
    /// <summary>The margin of the largest class, in radians.</summary>
    /// <value>Default 0.05.</value>
    [Range(0.0, Math.PI)]
    public double SmallestMargin { get; init; } = 0.05;

    /// <summary>The margin of the smallest class, in radians, not below the other.</summary>
    /// <value>Default 0.5.</value>
    [Range(0.0, Math.PI)]
    public double LargestMargin { get; init; } = 0.5;

    /// <summary>λ: how fast margins fall with the size of a class.</summary>
    /// <value>Default 0.25.</value>
    [Range(1e-6, 16.0)]
    public double Power { get; init; } = 0.25;

    /// <summary>What cosines are multiplied by.</summary>
    /// <value>Default 64.</value>
    [Range(1e-6, double.MaxValue)]
    public double Scale { get; init; } = 64;

    /// <summary>The weight vectors of each class.</summary>
    /// <value>Default 3.</value>
    [Range(1, 10_000)]
    public int SubCenters { get; init; } = 3;

    /// <summary>Refuses bounds in the wrong order.</summary>
    /// <exception cref="ValidationException">The smallest margin is above the largest.</exception>
    internal DynamicArcFaceLossOptions Validate() => SmallestMargin <= LargestMargin
        ? OptionChecks.Checked(this)
        : throw new ValidationException($"Expected a SmallestMargin of at most the LargestMargin {LargestMargin}, found {SmallestMargin}.");
}

/// <summary>Sub-center ArcFace with a margin for each class, the larger the fewer items the class has.</summary>
/// <remarks>
/// <para>Formula: as <see cref="SubCenterArcFaceLoss"/>, with the margin m_y = a n_y^(−λ) + b in place of m, n_y the size of the own class, a and b such that the largest
/// class has the smallest margin and the smallest class the largest.</para>
/// <para>When: long-tailed data, a few large classes and many small ones. Give it <see cref="LossDimensions.ClassSizes"/>, counted on the training set.</para>
/// <para>Cost: O(n C K) memory and O(n C K d) time for C classes of K sub-centers, and C K d weights.</para>
/// <para>Paper: Ha et al., "Google Landmark Recognition 2020 Competition Third Place Solution", arXiv 2010.05350.</para>
/// <para>Differs from it: classes of equal or unknown size all have the largest margin, which is ArcFace's own by default; beyond θ + m = π as in ArcFaceLoss.</para>
/// </remarks>
public sealed class DynamicArcFaceLoss : SubCenterLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="dimensions">
    /// The classes and their sizes, the embedding size and the seed of the weights <c>W [embedding, class × sub-centers]</c>, those of a class adjacent, drawn from the standard
    /// normal distribution.
    /// </param>
    /// <param name="options">Bounds of the margin, power, scale and sub-centers.</param>
    /// <param name="reducer">By default the mean over all items.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public DynamicArcFaceLoss(
        LossDimensions dimensions, DynamicArcFaceLossOptions? options = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(dimensions, (options ?? new()).Validate().SubCenters, reducer, regularizer, regularizerWeight)
    {
        Options = options ?? new();
        ClassMargins = MarginsOf(dimensions);
    }

    /// <summary>What is set.</summary>
    public DynamicArcFaceLossOptions Options { get; }

    /// <summary>The margin of each class, in radians.</summary>
    public IReadOnlyList<double> ClassMargins { get; }

    /// <inheritdoc/>
    private protected override Tensor Margins(Tensor labels, Tensor like) => tensor(ClassMargins.ToArray(), like.dtype, like.device).index_select(0, labels);

    /// <inheritdoc/>
    private protected override Tensor Scale(Tensor cosines, Tensor embeddings, Tensor centers) => cosines.Times(Options.Scale);

    private double[] MarginsOf(LossDimensions dimensions)
    {
        double[] powers = [.. (dimensions.ClassSizes ?? []).Select(size => Math.Pow(size, -Options.Power))];
        double range = powers.Length == 0 ? 0 : powers.Max() - powers.Min();
        return range == 0
            ? [.. Enumerable.Repeat(Options.LargestMargin, dimensions.Classes)]
            : [.. powers.Select(power => Options.SmallestMargin + ((Options.LargestMargin - Options.SmallestMargin) * (power - powers.Min()) / range))];
    }
}
