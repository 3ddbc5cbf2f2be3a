namespace DeepMetric.Tuples;

/// <summary>Collects triplets one by one.</summary>
internal sealed class TripletList
{
    private readonly List<int> _anchors = [];
    private readonly List<int> _positives = [];
    private readonly List<int> _negatives = [];

    /// <summary>Adds a triplet.</summary>
    public void Add(int anchor, int positive, int negative)
    {
        _anchors.Add(anchor);
        _positives.Add(positive);
        _negatives.Add(negative);
    }

    /// <summary>All that were added.</summary>
    public Triplets ToTriplets() => new([.. _anchors], [.. _positives], [.. _negatives]);
}
