using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Regularizers;

/// <summary>A penalty on embeddings that is added to a loss.</summary>
public abstract class Regularizer
{
    /// <summary>The penalty.</summary>
    /// <param name="embeddings"><c>[n, d]</c>, n at least 1.</param>
    /// <returns>A scalar, differentiable.</returns>
    public Tensor Compute(Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        if (embeddings.dim() != 2 || embeddings.shape[0] == 0)
        {
            throw new ArgumentException($"Expected embeddings [n, d] with n of at least 1, found [{string.Join(", ", embeddings.shape)}].", nameof(embeddings));
        }

        using var scope = NewDisposeScope();
        return ComputeValue(embeddings).MoveToOuterDisposeScope();
    }

    /// <summary>The arithmetic of the penalty.</summary>
    protected abstract Tensor ComputeValue(Tensor embeddings);
}
