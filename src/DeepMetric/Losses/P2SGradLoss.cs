using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="P2SGradLoss"/>: nothing, which is its point.</summary>
public sealed record P2SGradLossOptions;

/// <summary>Regresses the cosines of an embedding and all classes onto 1 for its own and 0 for all others, without any hyperparameter (P2SGrad).</summary>
/// <remarks>
/// <para>Formula: per item 1/C Σ_j (cos θ_j − δ_jy)², θ_j the angle to the weight vector of class j, y the own class, C the number of classes.</para>
/// <para>When: where tuning a scale and a margin is out of the question; expect slower progress than CosFace with good ones.</para>
/// <para>Cost: O(n C) memory and O(n C d) time for C classes, and C d weights.</para>
/// <para>Paper: Zhang et al., "P2SGrad: Refined Gradients for Optimizing Deep Face Models", CVPR 2019, which gives the gradient; this is the loss that has it.</para>
/// <para>Differs from it: as in PyTorch Metric Learning, every call first scales the weight vectors themselves to norm 1, and their gradient is taken at fixed norms:
/// it is the paper's plus a part along the vector, which the next scaling undoes. The mean over items is the only reduction.</para>
/// </remarks>
public sealed class P2SGradLoss : ClassSampleLoss
{
    // What norms are kept from being 0 with, and how far from 1 one may be before it is put right.
    private const double Smallest = 1e-7;
    private const double Tolerance = 1e-6;

    /// <summary>Creates the loss.</summary>
    /// <param name="dimensions">The classes, the embedding size and the seed of the weights <c>weight [embedding, class]</c>, uniform in the cube and scaled to norm 1.</param>
    /// <param name="options">Nothing to set.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public P2SGradLoss(LossDimensions dimensions, P2SGradLossOptions? options = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(dimensions, new CosineSimilarity(), new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = options ?? new();
        LearnColumns("weight", seed => Scaled(InitialWeights.Uniform(dimensions.EmbeddingSize, dimensions.Classes, seed, 1)));
    }

    /// <summary>What is set.</summary>
    public P2SGradLossOptions Options { get; }

    /// <summary>The cosines.</summary>
    private protected override Tensor ComputeLogits(Tensor embeddings, Tensor centers) => Distance.Matrix(embeddings, centers);

    /// <inheritdoc/>
    private protected override Tensor ComputeSamples(Tensor embeddings, Tensor labels, Tensor centers)
    {
        Tensor unit = nn.functional.normalize(embeddings, p: 2, dim: 1);
        Tensor cosines = unit.mm(centers.t()).clamp(Scalars.Of(-1), Scalars.Of(1));
        Tensor wanted = nn.functional.one_hot(labels, Dimensions.Classes).to(cosines.dtype);
        return cosines.Minus(wanted).pow(Scalars.Of(2)).mean([1L]);
    }

    /// <inheritdoc/>
    private protected override bool TakesTuples => false;

    /// <inheritdoc/>
    private protected override Tensor PrepareCenters(Tensor centers) => centers.clone();

    /// <inheritdoc/>
    private protected override void PrepareWeights()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor norms = Learned.norm(0);
        if (norms.Minus(1).abs().max().ToNumber() > Tolerance)
        {
            Learned.copy_(Scaled(Learned));
        }
    }

    private static Tensor Scaled(Tensor columns) => columns / columns.norm(0).Plus(Smallest);
}
