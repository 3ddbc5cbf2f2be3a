using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Reducers;

/// <summary>What can be set on a <see cref="PerAnchorReducer"/>, for the catalogue.</summary>
public sealed record PerAnchorReducerOptions
{
    /// <summary>The name of the reducer of the anchors' means.</summary>
    /// <value>Default <c>mean</c>.</value>
    public string OverAnchors { get; init; } = "mean";
}

/// <summary>The mean over each anchor's valid terms (0 for an anchor without any), then another reduction over anchors.</summary>
/// <remarks>A term that is one item by itself is its anchor's mean already; those that there are go to the other reduction as they are.</remarks>
public sealed class PerAnchorReducer : Reducer
{
    private readonly Reducer _overAnchors;

    /// <summary>Sets what reduces the anchors' means.</summary>
    /// <param name="overAnchors">By default their mean.</param>
    public PerAnchorReducer(Reducer? overAnchors = null) => _overAnchors = overAnchors ?? new MeanReducer();

    /// <inheritdoc/>
    public override bool NeedsOrderedPairs => true;

    /// <inheritdoc/>
    protected override Tensor? ReduceListed(LossTerms.Listed terms, EmbeddingBatch batch)
    {
        if (terms.Others.Count == 0)
        {
            return _overAnchors.Reduce(terms, batch);
        }

        long[] counts = new long[batch.Count];
        foreach (int anchor in terms.Anchors)
        {
            counts[anchor]++;
        }

        Tensor index = tensor(terms.Anchors.Select(anchor => (long)anchor).ToArray(), device: terms.Values.device);
        Tensor sums = zeros(batch.Count, terms.Values.dtype, terms.Values.device).index_add(0, index, terms.Values, Scalars.Of(1));
        return OverAnchors(sums, counts, terms.Name, batch);
    }

    /// <inheritdoc/>
    protected override Tensor? ReduceAggregated(LossTerms.Aggregated terms, EmbeddingBatch batch) =>
        OverAnchors(terms.Sums, terms.Valid, terms.Name, batch);

    private Tensor OverAnchors(Tensor sums, IReadOnlyList<long> counts, string name, EmbeddingBatch batch)
    {
        double[] inverse = [.. counts.Select(count => count == 0 ? 0 : 1.0 / count)];
        Tensor means = sums * tensor(inverse, sums.dtype, sums.device);
        return _overAnchors.Reduce(new LossTerms.Listed(name, means, [.. Enumerable.Range(0, batch.Count)]), batch);
    }
}
