using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Reducers;

/// <summary>Turns the terms of a loss into one number.</summary>
public abstract class Reducer
{
    /// <summary>Whether single terms are needed; a loss then lists them, after a check that they fit into memory.</summary>
    public virtual bool NeedsListedTerms => false;

    /// <summary>Whether each pair must count for both of its items, because terms are gathered by anchor.</summary>
    public virtual bool NeedsOrderedPairs => false;

    /// <summary>Whether these terms shall come with the result as they are, besides their reduction.</summary>
    public virtual bool Keeps(LossTerms terms) => false;

    /// <summary>Reduces one part of a loss.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="batch">What they were computed from.</param>
    /// <returns>A scalar, differentiable; 0 with a gradient of 0 when there is no term.</returns>
    public Tensor Reduce(LossTerms terms, EmbeddingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        Tensor? value = terms switch
        {
            LossTerms.Reduced reduced => reduced.Value.alias(),
            LossTerms.Listed { Anchors.Count: 0 } => null,
            LossTerms.Listed listed => ReduceListed(listed, batch),
            LossTerms.Aggregated aggregated when !aggregated.Valid.Any(count => count > 0) => null,
            LossTerms.Aggregated aggregated => ReduceAggregated(aggregated, batch),
            _ => throw new ArgumentException($"Terms of type {terms.GetType().Name} are not known.", nameof(terms)),
        };
        return (value ?? Zero(batch)).MoveToOuterDisposeScope();
    }

    /// <summary>Reduces listed terms, of which there is at least one; null stands for 0.</summary>
    protected abstract Tensor? ReduceListed(LossTerms.Listed terms, EmbeddingBatch batch);

    /// <summary>Reduces aggregated terms, of which there is at least one; null stands for 0.</summary>
    protected abstract Tensor? ReduceAggregated(LossTerms.Aggregated terms, EmbeddingBatch batch);

    /// <summary>0, with a gradient of 0 for the embeddings.</summary>
    private static Tensor Zero(EmbeddingBatch batch) => batch.Embeddings.Times(0).sum();
}
