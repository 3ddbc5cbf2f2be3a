using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="NormalizedSoftmaxLoss"/>.</summary>
public sealed record NormalizedSoftmaxLossOptions
{
    /// <summary>What similarities are divided by.</summary>
    /// <value>Default 0.05.</value>
    [Range(1e-6, double.MaxValue)]
    public double Temperature { get; init; } = 0.05;
}

/// <summary>A cross entropy over the similarities of an embedding and the normalised weights of every class.</summary>
/// <remarks>
/// <para>Formula: per item −ln( exp(s(z, w_y / ‖w_y‖) / τ) / Σ_j exp(s(z, w_j / ‖w_j‖) / τ) ), s the similarity, w_j the weights of class j, y the own class.</para>
/// <para>When: a strong baseline where classes are known: no margin to tune, one temperature.</para>
/// <para>Cost: O(n C) memory and O(n C d) time for C classes, and C d weights.</para>
/// <para>Paper: Zhai and Wu, "Classification is a Strong Baseline for Deep Metric Learning", BMVC 2019.</para>
/// <para>Differs from it: other distances than the cosine can be chosen (their sign is changed); the layer norm and the subsampling of classes of the paper belong to
/// the net and the sampler.</para>
/// </remarks>
public sealed class NormalizedSoftmaxLoss : ClassSampleLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="dimensions">The classes, the embedding size and the seed of the weights <c>W [embedding, class]</c>, drawn from the standard normal distribution.</param>
    /// <param name="options">The temperature.</param>
    /// <param name="distance">By default the dot product of normalised embeddings.</param>
    /// <param name="reducer">By default the mean over all items.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public NormalizedSoftmaxLoss(
        LossDimensions dimensions,
        NormalizedSoftmaxLossOptions? options = null,
        Distance? distance = null,
        Reducer? reducer = null,
        Regularizer? regularizer = null,
        double regularizerWeight = 1)
        : base(dimensions, distance ?? new DotProductSimilarity(normalize: true), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
        LearnColumns("W", seed => InitialWeights.Normal(dimensions.EmbeddingSize, dimensions.Classes, seed));
    }

    /// <summary>What is set.</summary>
    public NormalizedSoftmaxLossOptions Options { get; }

    /// <inheritdoc/>
    private protected override Tensor ComputeLogits(Tensor embeddings, Tensor centers)
    {
        Tensor distances = ComputeDistances(embeddings, centers);
        return (Distance.IsSimilarity ? distances : -distances).DividedBy(Options.Temperature);
    }

    /// <inheritdoc/>
    private protected override Tensor ComputeSamples(Tensor embeddings, Tensor labels, Tensor centers) =>
        nn.functional.cross_entropy(ComputeLogits(embeddings, centers), labels, reduction: nn.Reduction.None);

    /// <inheritdoc/>
    private protected override Tensor ComputeDistances(Tensor embeddings, Tensor centers) =>
        Distance.Matrix(embeddings, nn.functional.normalize(centers, p: Distance is LpDistance { P: var p } ? p : 2, dim: 1));
}
