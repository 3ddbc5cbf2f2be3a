using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Regularizers;

/// <summary>A penalty on embeddings, or on the weights of a loss, that is added to a loss.</summary>
public abstract class Regularizer
{
    /// <summary>Creates a penalty.</summary>
    /// <param name="reducer">What turns its terms into one number.</param>
    protected Regularizer(Reducer reducer)
    {
        ArgumentNullException.ThrowIfNull(reducer);
        Reducer = reducer;
    }

    /// <summary>What turns the terms into one number; to a reducer, every row is a class of its own.</summary>
    public Reducer Reducer { get; }

    /// <summary>The penalty.</summary>
    /// <param name="embeddings"><c>[n, d]</c>, n at least 1, all finite; weights have one row each.</param>
    /// <returns>A scalar, differentiable.</returns>
    /// <exception cref="ArgumentException">A shape, type or value is not as said.</exception>
    public Tensor Compute(Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        if (embeddings.dim() != 2 || embeddings.shape[0] == 0)
        {
            throw new ArgumentException($"Expected embeddings [n, d] with n of at least 1, found [{string.Join(", ", embeddings.shape)}].", nameof(embeddings));
        }

        using var scope = NewDisposeScope();
        EmbeddingBatch batch = EmbeddingBatch.Create(embeddings, TensorArithmetic.Range(embeddings.shape[0]));
        return Reducer.Reduce(ComputeTerms(embeddings), batch).MoveToOuterDisposeScope();
    }

    /// <summary>The terms of the penalty.</summary>
    protected abstract LossTerms.Listed ComputeTerms(Tensor embeddings);

    /// <summary>A term per row.</summary>
    /// <param name="values"><c>[n]</c>.</param>
    protected static LossTerms.Listed PerRow(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new LossTerms.Listed("regularization", values, [.. Enumerable.Range(0, (int)values.shape[0])]);
    }
}
