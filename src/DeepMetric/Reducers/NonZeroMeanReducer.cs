using static TorchSharp.torch;

namespace DeepMetric.Reducers;

/// <summary>The mean over the terms above 0, the count held fixed in the gradient; 0 when there is none.</summary>
public sealed class NonZeroMeanReducer : Reducer
{
    /// <inheritdoc/>
    protected override Tensor? ReduceListed(LossTerms.Listed terms, EmbeddingBatch batch) => ThresholdReducer.MeanBetween(terms.Values, 0, null);

    /// <inheritdoc/>
    protected override Tensor? ReduceAggregated(LossTerms.Aggregated terms, EmbeddingBatch batch)
    {
        long active = terms.Active.Sum();
        return active == 0 ? null : terms.Sums.sum().DividedBy((double)active);
    }
}
