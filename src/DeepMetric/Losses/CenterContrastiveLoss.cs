using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="CenterContrastiveLoss"/>.</summary>
public sealed record CenterContrastiveLossOptions
{
    /// <summary>What cosines are multiplied by.</summary>
    /// <value>Default 16.</value>
    [Range(1e-6, double.MaxValue)]
    public double Scale { get; init; } = 16;

    /// <summary>What is taken off the cosine of an embedding and its class's center.</summary>
    /// <value>Default 0.</value>
    [Range(0.0, 2.0)]
    public double Margin { get; init; }

    /// <summary>How much the distance to the own center counts beside the contrast with the others.</summary>
    /// <value>Default 1.</value>
    [Range(0.0, double.MaxValue)]
    public double CenterWeight { get; init; } = 1;
}

/// <summary>Contrasts an embedding with the centers of all classes and also pulls it to its own, on the unit sphere.</summary>
/// <remarks>
/// <para>Formula: per item −ln( exp(s (cos θ_y − m)) / (exp(s (cos θ_y − m)) + Σ_{j ≠ y} exp(s cos θ_j)) ) + λ ‖ẑ − ĉ_y‖², θ_j the angle to the center of class j, y the
/// own class, ẑ and ĉ scaled to norm 1.</para>
/// <para>When: where a softmax loss leaves classes too wide: the second term narrows them further, at the price of variance within classes.</para>
/// <para>Cost: O(n C) memory and O(n C d) time for C classes, and C d weights.</para>
/// <para>Paper: Cai, Xiong and Tian, "Center Contrastive Loss for Metric Learning", arXiv 2308.00458.</para>
/// <para>Differs from it: possibly, as only its abstract and a summary by others were at hand: both terms on the sphere, the scale and the optional margin are as
/// summarised; the centers being learned by gradient rather than kept as running means, the factor of the second term, and all defaults are this library's.</para>
/// </remarks>
public sealed class CenterContrastiveLoss : ClassSampleLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="dimensions">The classes, the embedding size and the seed of the weights <c>centers [class, embedding]</c>, drawn from the standard normal distribution.</param>
    /// <param name="options">Scale, margin and the weight of the distance to the own center.</param>
    /// <param name="reducer">By default the mean over all items.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public CenterContrastiveLoss(
        LossDimensions dimensions, CenterContrastiveLossOptions? options = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(dimensions, new CosineSimilarity(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
        LearnRows("centers", seed => InitialWeights.Normal(dimensions.Classes, dimensions.EmbeddingSize, seed));
    }

    /// <summary>What is set.</summary>
    public CenterContrastiveLossOptions Options { get; }

    /// <summary>The scaled cosines.</summary>
    private protected override Tensor ComputeLogits(Tensor embeddings, Tensor centers) => Distance.Matrix(embeddings, centers).Times(Options.Scale);

    /// <inheritdoc/>
    private protected override Tensor ComputeSamples(Tensor embeddings, Tensor labels, Tensor centers)
    {
        Tensor cosines = Distance.Matrix(embeddings, centers);
        Tensor own = ClassCosine.Own(cosines, labels);
        Tensor logits = ClassCosine.Replace(cosines, labels, own.Minus(Options.Margin)).Times(Options.Scale);

        // ‖ẑ − ĉ‖² = 2 − 2 cos θ.
        return nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.None).Plus(own.SubtractedFrom(1).Times(2 * Options.CenterWeight));
    }
}
