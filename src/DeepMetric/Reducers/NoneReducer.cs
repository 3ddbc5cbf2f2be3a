using static TorchSharp.torch;

namespace DeepMetric.Reducers;

/// <summary>Leaves the terms as they are: they come with the result, each with its value, as <see cref="Losses.LossResult.Terms"/>.</summary>
/// <remarks>The value that a loss has with it is the sum of all terms. It needs single terms, so a loss lists them.</remarks>
public sealed class NoneReducer : Reducer
{
    /// <inheritdoc/>
    public override bool NeedsListedTerms => true;

    /// <inheritdoc/>
    public override bool Keeps(LossTerms terms) => true;

    /// <inheritdoc/>
    protected override Tensor? ReduceListed(LossTerms.Listed terms, EmbeddingBatch batch) => terms.Values.sum();

    /// <inheritdoc/>
    protected override Tensor? ReduceAggregated(LossTerms.Aggregated terms, EmbeddingBatch batch) =>
        throw new InvalidOperationException("To leave terms as they are, single terms are needed, and the loss gave sums per anchor.");
}
