using static TorchSharp.torch;

namespace DeepMetric.Reducers;

/// <summary>A reducer of its own for each part of a loss.</summary>
public sealed class MultipleReducers : Reducer
{
    private readonly IReadOnlyDictionary<string, Reducer> _byPart;
    private readonly Reducer _otherwise;

    /// <summary>Sets the reducers.</summary>
    /// <param name="byPart">A reducer by the name of a part, e.g. <c>positive</c>.</param>
    /// <param name="otherwise">For parts that are not named; by default the mean.</param>
    public MultipleReducers(IReadOnlyDictionary<string, Reducer> byPart, Reducer? otherwise = null)
    {
        ArgumentNullException.ThrowIfNull(byPart);
        _byPart = byPart;
        _otherwise = otherwise ?? new MeanReducer();
    }

    /// <inheritdoc/>
    public override bool NeedsListedTerms => _byPart.Values.Append(_otherwise).Any(reducer => reducer.NeedsListedTerms);

    /// <inheritdoc/>
    public override bool NeedsOrderedPairs => _byPart.Values.Append(_otherwise).Any(reducer => reducer.NeedsOrderedPairs);

    /// <inheritdoc/>
    public override bool Keeps(LossTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return For(terms).Keeps(terms);
    }

    /// <inheritdoc/>
    protected override Tensor? ReduceListed(LossTerms.Listed terms, EmbeddingBatch batch) => For(terms).Reduce(terms, batch);

    /// <inheritdoc/>
    protected override Tensor? ReduceAggregated(LossTerms.Aggregated terms, EmbeddingBatch batch) => For(terms).Reduce(terms, batch);

    private Reducer For(LossTerms terms) => _byPart.GetValueOrDefault(terms.Name, _otherwise);
}
