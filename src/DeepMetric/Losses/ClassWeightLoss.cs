using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>A loss that compares embeddings with weights of its own, one or more learned vectors per class, instead of with each other.</summary>
/// <remarks>
/// <para>Labels are 0 to classes − 1. The weights want an optimiser group of their own, often with a larger rate. They are used in the type and on the device
/// of the embeddings, whatever theirs.</para>
/// <para>Given index tuples, an item counts by how often it stands in them, over how often the most frequent item does; no tuples at all stand for all items alike.</para>
/// </remarks>
public abstract class ClassWeightLoss : MetricLoss
{
    private string _name = "";
    private bool _inColumns;

    /// <summary>Creates a loss; <see cref="LearnColumns"/> or <see cref="LearnRows"/> gives it its weights.</summary>
    private protected ClassWeightLoss(LossDimensions dimensions, Distance distance, Reducer reducer, Regularizer? regularizer, double regularizerWeight)
        : base(distance, reducer, regularizer, regularizerWeight)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        dimensions.Validate();
        Dimensions = dimensions;
    }

    /// <summary>The classes, and the size of the embeddings.</summary>
    public LossDimensions Dimensions { get; }

    /// <summary>A penalty on the weights, one row each, or null.</summary>
    /// <value>Default null.</value>
    public Regularizer? WeightRegularizer { get; init; }

    /// <summary>What that penalty is multiplied by.</summary>
    /// <value>Default 1.</value>
    public double WeightRegularizerWeight { get; init; } = 1;

    /// <inheritdoc/>
    protected sealed override bool NeedsDistances => false;

    /// <summary>What embeddings say about every class, without any margin: for predicting a class.</summary>
    /// <param name="embeddings"><c>[n, d]</c>.</param>
    /// <returns><c>[n, classes]</c>, differentiable; larger is likelier unless the distance of the loss is no similarity and its class says otherwise.</returns>
    /// <exception cref="ArgumentException">The embeddings are of another size.</exception>
    public Tensor Logits(Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        if (embeddings.dim() != 2 || embeddings.shape[1] != Dimensions.EmbeddingSize)
        {
            throw new ArgumentException($"Expected embeddings [n, {Dimensions.EmbeddingSize}], found [{string.Join(", ", embeddings.shape)}].", nameof(embeddings));
        }

        using var scope = NewDisposeScope();
        return ComputeLogits(embeddings, Centers(embeddings)).MoveToOuterDisposeScope();
    }

    /// <summary>Learns weights <c>[embedding, vectors]</c>, one vector per column.</summary>
    private protected void LearnColumns(string name, Func<ulong, Tensor> initial) => Learn(name, inColumns: true, initial);

    /// <summary>Learns weights <c>[vectors, embedding]</c>, one vector per row.</summary>
    private protected void LearnRows(string name, Func<ulong, Tensor> initial) => Learn(name, inColumns: false, initial);

    /// <summary>Whether index tuples can weigh items.</summary>
    private protected virtual bool TakesTuples => true;

    /// <summary>Whether an item counts in index tuples as an anchor only, because positives and negatives are weights.</summary>
    private protected virtual bool CountsAnchorsOnly => false;

    /// <summary>The learned weights.</summary>
    private protected Parameter Learned => Weights.Learned[_name];

    /// <summary>The arithmetic of <see cref="Logits"/>.</summary>
    /// <param name="embeddings"><c>[n, d]</c>.</param>
    /// <param name="centers">The weights, one vector per row, those of a class adjacent.</param>
    private protected abstract Tensor ComputeLogits(Tensor embeddings, Tensor centers);

    /// <summary>The terms of the loss and what telemetry tells of them.</summary>
    private protected abstract (IReadOnlyList<LossTerms.Listed> Parts, LossTelemetry Telemetry) ComputeParts(ClassItems items, Tensor centers, EmbeddingBatch batch);

    /// <summary>The weights as they enter the arithmetic, differentiable; a copy for a loss that changes the weights themselves later.</summary>
    private protected virtual Tensor PrepareCenters(Tensor centers) => centers;

    /// <summary>What is done to the weights themselves before the loss is computed.</summary>
    private protected virtual void PrepareWeights()
    {
    }

    /// <inheritdoc/>
    protected sealed override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Tuples is not null && !TakesTuples)
        {
            throw new ArgumentException($"Expected no index tuples, which {GetType().Name} has no use for, found {input.Tuples.GetType().Name}.", nameof(input));
        }

        ClassItems items = ClassItems.Of(input, Dimensions, GetType().Name, CountsAnchorsOnly);
        PrepareWeights();
        Tensor centers = Centers(input.Batch.Embeddings);
        (IReadOnlyList<LossTerms.Listed> parts, LossTelemetry telemetry) = ComputeParts(items, centers, input.Batch);
        if (WeightRegularizer is null)
        {
            return new LossOutput(parts, telemetry);
        }

        var penalty = new LossTerms.Reduced("weight_regularization", WeightRegularizer.Compute(centers).Times(WeightRegularizerWeight));
        Tensor sum = parts.Select(part => part.Values.sum()).Aggregate((total, value) => total.Plus(value));
        return new LossOutput([.. parts, penalty], telemetry) { Mean = sum.DividedBy((double)Math.Max(1, telemetry.ValidTerms)).Plus(input.Batch.Embeddings.Times(0).sum()) };
    }

    private void Learn(string name, bool inColumns, Func<ulong, Tensor> initial)
    {
        (_name, _inColumns) = (name, inColumns);
        using var scope = NewDisposeScope();
        Weights.Learn(name, initial(Dimensions.Seed));
    }

    /// <summary>The weights as they are used: in a type and on a device, one vector per row.</summary>
    private protected Tensor Centers(Tensor like)
    {
        Tensor weights = PrepareCenters(Learned.to(like.dtype).to(like.device));
        return _inColumns ? weights.t() : weights;
    }
}
