using static TorchSharp.torch;

namespace DeepMetric.Reducers;

/// <summary>What can be set on a <see cref="ClassWeightedReducer"/>, for the catalogue.</summary>
public sealed record ClassWeightedReducerOptions
{
    /// <summary>A weight per class; a label is an index into them.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<double> Weights { get; init; } = [];
}

/// <summary>The mean over all valid terms, each times the weight of its anchor's class.</summary>
public sealed class ClassWeightedReducer : Reducer
{
    private readonly double[] _weights;

    /// <summary>Sets the weights.</summary>
    /// <param name="weights">A weight per class; a label is an index into them.</param>
    public ClassWeightedReducer(IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _weights = [.. weights];
    }

    /// <summary>A weight per class.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <inheritdoc/>
    public override bool NeedsOrderedPairs => true;

    /// <inheritdoc/>
    protected override Tensor? ReduceListed(LossTerms.Listed terms, EmbeddingBatch batch) =>
        (terms.Values * (terms.OfClasses ? WeightsOf(terms.Anchors, label => label, batch) : WeightsOf(terms.Anchors, batch))).mean();

    /// <inheritdoc/>
    protected override Tensor? ReduceAggregated(LossTerms.Aggregated terms, EmbeddingBatch batch) =>
        (terms.Sums * WeightsOf([.. Enumerable.Range(0, batch.Count)], batch)).sum().DividedBy((double)terms.Valid.Sum());

    private Tensor WeightsOf(IReadOnlyList<int> anchors, EmbeddingBatch batch)
    {
        IReadOnlyList<long> labels = batch.Labels ?? throw new InvalidOperationException("Class weights need labels, and none were given.");
        return WeightsOf(anchors, anchor => labels[anchor], batch);
    }

    private Tensor WeightsOf(IReadOnlyList<int> anchors, Func<int, long> labelOf, EmbeddingBatch batch)
    {
        double[] weights = new double[anchors.Count];
        for (int i = 0; i < weights.Length; i++)
        {
            long label = labelOf(anchors[i]);
            weights[i] = label >= 0 && label < _weights.Length
                ? _weights[label]
                : label < 0 ? 0 : throw new InvalidOperationException($"Expected labels below {_weights.Length}, one weight each, found {label}.");
        }

        return tensor(weights, batch.Embeddings.dtype, batch.Embeddings.device);
    }
}
