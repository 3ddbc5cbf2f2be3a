using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="SoftTripleLoss"/>.</summary>
public sealed record SoftTripleLossOptions
{
    /// <summary>The learned centers of each class.</summary>
    /// <value>Default 10.</value>
    [Range(1, 10_000)]
    public int CentersPerClass { get; init; } = 10;

    /// <summary>λ: what similarities with classes are multiplied by.</summary>
    /// <value>Default 20.</value>
    [Range(1e-6, double.MaxValue)]
    public double Scale { get; init; } = 20;

    /// <summary>γ: what similarities with the centers of a class are divided by before they are weighed; the smaller, the more the nearest center alone counts.</summary>
    /// <value>Default 0.1.</value>
    [Range(1e-6, double.MaxValue)]
    public double Gamma { get; init; } = 0.1;

    /// <summary>δ: what is taken off the similarity with the own class.</summary>
    /// <value>Default 0.01.</value>
    [Range(0.0, double.MaxValue)]
    public double Margin { get; init; } = 0.01;
}

/// <summary>A cross entropy over classes of several centers each, an embedding's similarity with a class being a soft maximum over its centers.</summary>
/// <remarks>
/// <para>Formula: per item −ln( exp(λ (S_y − δ)) / (exp(λ (S_y − δ)) + Σ_{j ≠ y} exp(λ S_j)) ), S_j = Σ_k q_jk s(z, w_jk), q_j the softmax over k of s(z, w_jk) / γ,
/// w_jk the centers of class j, y the own class.</para>
/// <para>When: classes with several modes, for instance products seen from front and back, which a single proxy would force onto one point.</para>
/// <para>Cost: O(n C K) memory and O(n C K d) time for C classes of K centers, and C K d weights.</para>
/// <para>Paper: Qian et al., "SoftTriple Loss: Deep Metric Learning Without Triplet Sampling", ICCV 2019.</para>
/// <para>Differs from it: the penalty that merges centers is apart: <see cref="SparseCentersRegularizer"/> as the regularizer of the weights.</para>
/// </remarks>
public sealed class SoftTripleLoss : ClassSampleLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="dimensions">The classes, the embedding size and the seed of the weights <c>fc [embedding, class × centers]</c>, uniform within ±1 / √(classes × centers).</param>
    /// <param name="options">Centers, scale, gamma and margin.</param>
    /// <param name="distance">A similarity; by default the cosine.</param>
    /// <param name="reducer">By default the mean over all items.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    /// <exception cref="ArgumentException">The distance is no similarity.</exception>
    public SoftTripleLoss(
        LossDimensions dimensions,
        SoftTripleLossOptions? options = null,
        Distance? distance = null,
        Reducer? reducer = null,
        Regularizer? regularizer = null,
        double regularizerWeight = 1)
        : base(dimensions, distance ?? new CosineSimilarity(), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        if (!Distance.IsSimilarity)
        {
            throw new ArgumentException($"Expected a similarity, found {Distance.GetType().Name}.", nameof(distance));
        }

        Options = OptionChecks.Checked(options ?? new());
        long centers = (long)dimensions.Classes * Options.CentersPerClass;
        LearnColumns("fc", seed => InitialWeights.Uniform(dimensions.EmbeddingSize, centers, seed, 1 / Math.Sqrt(centers)));
    }

    /// <summary>What is set.</summary>
    public SoftTripleLossOptions Options { get; }

    /// <summary>The similarity with every class, S.</summary>
    private protected override Tensor ComputeLogits(Tensor embeddings, Tensor centers)
    {
        Tensor similarities = Distance.Matrix(embeddings, centers).view(-1, Dimensions.Classes, Options.CentersPerClass);
        return (similarities.DividedBy(Options.Gamma).softmax(2) * similarities).sum(2);
    }

    /// <inheritdoc/>
    private protected override Tensor ComputeSamples(Tensor embeddings, Tensor labels, Tensor centers)
    {
        Tensor similarities = ComputeLogits(embeddings, centers);
        Tensor own = ClassCosine.Own(similarities, labels).Minus(Options.Margin);
        return nn.functional.cross_entropy(ClassCosine.Replace(similarities, labels, own).Times(Options.Scale), labels, reduction: nn.Reduction.None);
    }

    /// <inheritdoc/>
    private protected override Tensor ComputeDistances(Tensor embeddings, Tensor centers) => ComputeLogits(embeddings, centers);
}
