using static TorchSharp.torch;

namespace DeepMetric.Reducers;

/// <summary>The sum of all terms.</summary>
public sealed class SumReducer : Reducer
{
    /// <inheritdoc/>
    protected override Tensor? ReduceListed(LossTerms.Listed terms, EmbeddingBatch batch) => terms.Values.sum();

    /// <inheritdoc/>
    protected override Tensor? ReduceAggregated(LossTerms.Aggregated terms, EmbeddingBatch batch) => terms.Sums.sum();
}
