using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="ProxyNCALoss"/>.</summary>
public sealed record ProxyNCALossOptions
{
    /// <summary>What distances are multiplied by.</summary>
    /// <value>Default 1.</value>
    [Range(1e-6, double.MaxValue)]
    public double Scale { get; init; } = 1;
}

/// <summary>Asks an embedding to be nearer to the learned proxy of its class than to those of all others (ProxyNCA).</summary>
/// <remarks>
/// <para>Formula: per item −ln( exp(−σ d(z, p_y)) / Σ_j exp(−σ d(z, p_j)) ), d the distance, p_j the proxy of class j, y the own class.</para>
/// <para>When: few items per class in a batch, or batches too small to hold good triplets; a larger scale (8 to 32) usually trains better than the default.</para>
/// <para>Cost: O(n C) memory and O(n C d) time for C classes, and C d weights.</para>
/// <para>Paper: Movshovitz-Attias et al., "No Fuss Distance Metric Learning using Proxies", ICCV 2017.</para>
/// <para>Differs from it: the own class stands in the denominator too, which makes it a softmax and the loss never negative (as in ProxyNCA++); and it has a scale.
/// Unnormalised distances far apart do not underflow. Given index tuples, an item counts by how often it is an anchor.</para>
/// </remarks>
public sealed class ProxyNCALoss : ClassSampleLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="dimensions">The classes, the embedding size and the seed of the weights <c>proxies [class, embedding]</c>, drawn from the standard normal distribution.</param>
    /// <param name="options">The scale.</param>
    /// <param name="distance">By default the squared Euclidean distance of normalised embeddings.</param>
    /// <param name="reducer">By default the mean over all items.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public ProxyNCALoss(
        LossDimensions dimensions,
        ProxyNCALossOptions? options = null,
        Distance? distance = null,
        Reducer? reducer = null,
        Regularizer? regularizer = null,
        double regularizerWeight = 1)
        : base(dimensions, distance ?? new LpDistance(power: 2), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
        LearnRows("proxies", seed => InitialWeights.Normal(dimensions.Classes, dimensions.EmbeddingSize, seed));
    }

    /// <summary>What is set.</summary>
    public ProxyNCALossOptions Options { get; }

    /// <inheritdoc/>
    private protected override bool CountsAnchorsOnly => true;

    /// <summary>The distance to every proxy: the smallest names the class.</summary>
    private protected override Tensor ComputeLogits(Tensor embeddings, Tensor centers) => Distance.Matrix(embeddings, centers);

    /// <inheritdoc/>
    private protected override Tensor ComputeSamples(Tensor embeddings, Tensor labels, Tensor centers)
    {
        double scale = Distance.IsSimilarity ? Options.Scale : -Options.Scale;
        return nn.functional.cross_entropy(Distance.Matrix(embeddings, centers).Times(scale), labels, reduction: nn.Reduction.None);
    }
}
