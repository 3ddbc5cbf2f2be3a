namespace DeepMetric.Tuples;

/// <summary>Collects pairs one by one.</summary>
internal sealed class PairList
{
    private readonly List<int> _positiveAnchors = [];
    private readonly List<int> _positives = [];
    private readonly List<int> _negativeAnchors = [];
    private readonly List<int> _negatives = [];

    /// <summary>Adds a positive pair.</summary>
    public void AddPositive(int anchor, int positive)
    {
        _positiveAnchors.Add(anchor);
        _positives.Add(positive);
    }

    /// <summary>Adds a negative pair.</summary>
    public void AddNegative(int anchor, int negative)
    {
        _negativeAnchors.Add(anchor);
        _negatives.Add(negative);
    }

    /// <summary>All that were added.</summary>
    public Pairs ToPairs() => new([.. _positiveAnchors], [.. _positives], [.. _negativeAnchors], [.. _negatives]);
}
