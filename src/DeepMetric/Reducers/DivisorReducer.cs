using static TorchSharp.torch;

namespace DeepMetric.Reducers;

/// <summary>The sum of the terms over a divisor that the loss itself names; for losses that name one.</summary>
public sealed class DivisorReducer : Reducer
{
    /// <inheritdoc/>
    protected override Tensor? ReduceListed(LossTerms.Listed terms, EmbeddingBatch batch) => Divide(terms.Values.sum(), terms);

    /// <inheritdoc/>
    protected override Tensor? ReduceAggregated(LossTerms.Aggregated terms, EmbeddingBatch batch) => Divide(terms.Sums.sum(), terms);

    private static Tensor? Divide(Tensor sum, LossTerms terms) => terms.Divisor switch
    {
        null => throw new InvalidOperationException($"The terms '{terms.Name}' name no divisor; use a mean or a sum."),
        0 => null,
        double divisor => sum.DividedBy(divisor),
    };
}
