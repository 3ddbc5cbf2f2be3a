using static TorchSharp.torch;

namespace DeepMetric.Reducers;

/// <summary>The mean over all valid terms.</summary>
public sealed class MeanReducer : Reducer
{
    /// <inheritdoc/>
    protected override Tensor? ReduceListed(LossTerms.Listed terms, EmbeddingBatch batch) => terms.Values.mean();

    /// <inheritdoc/>
    protected override Tensor? ReduceAggregated(LossTerms.Aggregated terms, EmbeddingBatch batch) => terms.Sums.sum().DividedBy((double)terms.Valid.Sum());
}
