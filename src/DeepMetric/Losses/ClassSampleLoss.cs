using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>A loss with one term per item, which depends on that item and on the class weights alone.</summary>
/// <remarks>
/// <para>Telemetry: a term is active where the gradient of its item's embedding is not 0; the mean positive and negative distances are those to the own class
/// and to all other classes.</para>
/// </remarks>
public abstract class ClassSampleLoss : ClassWeightLoss
{
    /// <summary>Creates a loss.</summary>
    private protected ClassSampleLoss(LossDimensions dimensions, Distance distance, Reducer reducer, Regularizer? regularizer, double regularizerWeight)
        : base(dimensions, distance, reducer, regularizer, regularizerWeight)
    {
    }

    /// <summary>The value of every item's term.</summary>
    /// <param name="embeddings"><c>[v, d]</c>, v at least 1.</param>
    /// <param name="labels">Their classes, int64 <c>[v]</c>.</param>
    /// <param name="centers">The weights, one vector per row, those of a class adjacent.</param>
    /// <returns><c>[v]</c>.</returns>
    private protected abstract Tensor ComputeSamples(Tensor embeddings, Tensor labels, Tensor centers);

    /// <summary>How far items are from every class, <c>[v, classes]</c>, for telemetry.</summary>
    private protected virtual Tensor ComputeDistances(Tensor embeddings, Tensor centers) => Distance.Matrix(embeddings, centers);

    /// <inheritdoc/>
    private protected sealed override (IReadOnlyList<LossTerms.Listed> Parts, LossTelemetry Telemetry) ComputeParts(ClassItems items, Tensor centers, EmbeddingBatch batch)
    {
        // First, so that its graph is gone before the other one is built.
        (double[] norms, (double? own, double? others)) = Facts(items, centers.detach());
        Tensor values = items.Rows.Length == 0 ? items.Embeddings.sum(1) : Weighted(ComputeSamples(items.Embeddings, items.Labels, centers), items);
        LossTerms.Listed[] parts = [new("loss", values, items.Rows)];
        LossTelemetry telemetry = ListedTelemetry.Of(TermUnit.Sample, parts, [norms], batch) with { MeanPositiveDistance = own, MeanNegativeDistance = others };
        return (parts, telemetry);
    }

    private static Tensor Weighted(Tensor values, ClassItems items) => items.Weights is null ? values : values * items.Weights;

    // Each term depends on its own row alone, so the rows of the gradient of their sum are the gradients of the terms.
    private (double[] Norms, (double? Own, double? Others) Means) Facts(ClassItems items, Tensor centers)
    {
        if (items.Rows.Length == 0)
        {
            return ([], (null, null));
        }

        using var enabled = enable_grad();
        using var scope = NewDisposeScope();
        Tensor embeddings = items.Embeddings.detach().requires_grad_();
        Tensor terms = Weighted(ComputeSamples(embeddings, items.Labels, centers), items);
        Tensor gradient = autograd.grad([terms.sum()], [embeddings])[0];
        double[] norms = [.. gradient.norm(1).to(ScalarType.Float64).cpu().data<double>()];
        return (norms, items.Means(ComputeDistances(embeddings.detach(), centers)));
    }
}
