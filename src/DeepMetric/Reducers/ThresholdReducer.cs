using static TorchSharp.torch;

namespace DeepMetric.Reducers;

/// <summary>What can be set on a <see cref="ThresholdReducer"/>, for the catalogue.</summary>
public sealed record ThresholdReducerOptions
{
    /// <summary>Terms must be above it; null for no lower bound.</summary>
    /// <value>Default 0.</value>
    public double? Low { get; init; } = 0;

    /// <summary>Terms must be below it; null for no upper bound.</summary>
    /// <value>Default null.</value>
    public double? High { get; init; }
}

/// <summary>The mean over the terms strictly between two bounds, the count held fixed in the gradient; 0 when there is none.</summary>
/// <remarks>It needs single terms, so a loss lists them.</remarks>
public sealed class ThresholdReducer : Reducer
{
    /// <summary>Sets the bounds.</summary>
    /// <param name="low">Terms must be above it; null for no lower bound.</param>
    /// <param name="high">Terms must be below it; null for no upper bound.</param>
    /// <exception cref="ArgumentException">Both are null.</exception>
    public ThresholdReducer(double? low, double? high = null)
    {
        if (low is null && high is null)
        {
            throw new ArgumentException("Expected a lower or an upper bound, found neither.", nameof(low));
        }

        Low = low;
        High = high;
    }

    /// <summary>Terms must be above it.</summary>
    public double? Low { get; }

    /// <summary>Terms must be below it.</summary>
    public double? High { get; }

    /// <inheritdoc/>
    public override bool NeedsListedTerms => true;

    /// <inheritdoc/>
    protected override Tensor? ReduceListed(LossTerms.Listed terms, EmbeddingBatch batch) => MeanBetween(terms.Values, Low, High);

    /// <inheritdoc/>
    protected override Tensor? ReduceAggregated(LossTerms.Aggregated terms, EmbeddingBatch batch) =>
        throw new InvalidOperationException("A threshold reducer needs single terms, and the loss gave sums per anchor.");

    /// <summary>The mean of the values strictly between two bounds; null when there is none.</summary>
    internal static Tensor? MeanBetween(Tensor values, double? low, double? high)
    {
        Tensor chosen = ones_like(values, ScalarType.Bool);
        chosen = low is null ? chosen : chosen & (values > Scalars.Of(low.Value));
        chosen = high is null ? chosen : chosen & (values < Scalars.Of(high.Value));
        long count = chosen.sum().item<long>();
        return count == 0 ? null : where(chosen, values, zeros_like(values)).sum().DividedBy((double)count);
    }
}
