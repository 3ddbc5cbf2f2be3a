using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>A cross entropy over scaled cosines with the class weights, with a margin on the own class's.</summary>
public abstract class MarginSoftmaxLoss : ClassSampleLoss
{
    /// <summary>Creates a loss.</summary>
    private protected MarginSoftmaxLoss(LossDimensions dimensions, Reducer? reducer, Regularizer? regularizer, double regularizerWeight, int vectorsPerClass = 1)
        : base(dimensions, new CosineSimilarity(), reducer ?? new MeanReducer(), regularizer, regularizerWeight) =>
        LearnColumns("W", seed => InitialWeights.Normal(dimensions.EmbeddingSize, (long)dimensions.Classes * vectorsPerClass, seed));

    /// <summary>The cosine of the own class with the margin, <c>[v]</c>.</summary>
    /// <param name="cosine">Without it, <c>[v]</c>.</param>
    /// <param name="labels">The classes, <c>[v]</c>.</param>
    private protected abstract Tensor WithMargin(Tensor cosine, Tensor labels);

    /// <summary>Cosines as logits.</summary>
    private protected abstract Tensor Scale(Tensor cosines, Tensor embeddings, Tensor centers);

    /// <summary>The cosine of each embedding with each class, <c>[v, classes]</c>.</summary>
    private protected virtual Tensor Cosines(Tensor embeddings, Tensor centers) => Distance.Matrix(embeddings, centers);

    /// <inheritdoc/>
    private protected sealed override Tensor ComputeLogits(Tensor embeddings, Tensor centers) => Scale(Cosines(embeddings, centers), embeddings, centers);

    /// <inheritdoc/>
    private protected sealed override Tensor ComputeDistances(Tensor embeddings, Tensor centers) => Cosines(embeddings, centers);

    /// <inheritdoc/>
    private protected sealed override Tensor ComputeSamples(Tensor embeddings, Tensor labels, Tensor centers)
    {
        Tensor cosines = Cosines(embeddings, centers);
        Tensor own = WithMargin(ClassCosine.Own(cosines, labels), labels);
        Tensor logits = Scale(ClassCosine.Replace(cosines, labels, own), embeddings, centers);
        return nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.None);
    }
}
