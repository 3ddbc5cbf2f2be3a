using DeepMetric.Sampling;

namespace DeepMetric.Tuples;

/// <summary>Positive pairs (a, p) and negative pairs (a, n).</summary>
public sealed record Pairs : IndexTuples
{
    /// <summary>Puts pairs together.</summary>
    /// <exception cref="ArgumentException">An anchor has no partner, or a partner no anchor.</exception>
    public Pairs(int[] positiveAnchors, int[] positives, int[] negativeAnchors, int[] negatives)
    {
        CheckLengths("anchors and positives", positiveAnchors.Length, positives.Length);
        CheckLengths("anchors and negatives", negativeAnchors.Length, negatives.Length);
        PositiveAnchors = positiveAnchors;
        Positives = positives;
        NegativeAnchors = negativeAnchors;
        Negatives = negatives;
    }

    /// <summary>Anchors of the positive pairs.</summary>
    public int[] PositiveAnchors { get; }

    /// <summary>Positives, one per positive anchor.</summary>
    public int[] Positives { get; }

    /// <summary>Anchors of the negative pairs.</summary>
    public int[] NegativeAnchors { get; }

    /// <summary>Negatives, one per negative anchor.</summary>
    public int[] Negatives { get; }

    /// <inheritdoc/>
    public override Pairs ToPairs() => this;

    /// <inheritdoc/>
    public override Triplets ToTriplets()
    {
        ILookup<int, int> negativesOf = NegativeAnchors.Zip(Negatives).ToLookup(pair => pair.First, pair => pair.Second);
        var triplets = new TripletList();
        for (int i = 0; i < Positives.Length; i++)
        {
            foreach (int negative in negativesOf[PositiveAnchors[i]])
            {
                triplets.Add(PositiveAnchors[i], Positives[i], negative);
            }
        }

        return triplets.ToTriplets();
    }

    /// <summary>All valid pairs of labels: no item with itself unless a reference is given.</summary>
    /// <param name="labels">Labels of the anchors, <c>[n]</c>.</param>
    /// <param name="referenceLabels">Labels of the others, <c>[m]</c>; null compares the anchors with themselves.</param>
    /// <param name="unordered">Whether (i, j) and (j, i) are one pair, listed with i &lt; j.</param>
    /// <param name="ignoredLabel">A label whose items take part in no pair.</param>
    public static Pairs All(IReadOnlyList<long> labels, IReadOnlyList<long>? referenceLabels = null, bool unordered = false, long? ignoredLabel = null)
    {
        IReadOnlyList<long> others = referenceLabels ?? labels;
        List<int> positiveAnchors = [], positives = [], negativeAnchors = [], negatives = [];
        for (int i = 0; i < labels.Count; i++)
        {
            for (int j = unordered ? i + 1 : 0; j < others.Count; j++)
            {
                bool self = referenceLabels is null && i == j;
                if (self || labels[i] == ignoredLabel || others[j] == ignoredLabel)
                {
                    continue;
                }

                bool same = labels[i] == others[j];
                (same ? positiveAnchors : negativeAnchors).Add(i);
                (same ? positives : negatives).Add(j);
            }
        }

        return new Pairs([.. positiveAnchors], [.. positives], [.. negativeAnchors], [.. negatives]);
    }

    /// <inheritdoc/>
    public override Pairs AtMostPerAnchor(int limit, SeededRandom random)
    {
        int[] positive = DrawPerAnchor(PositiveAnchors, limit, random);
        int[] negative = DrawPerAnchor(NegativeAnchors, limit, random);
        return new Pairs(At(PositiveAnchors, positive), At(Positives, positive), At(NegativeAnchors, negative), At(Negatives, negative));
    }

    internal override void CheckRange(int anchors, int references)
    {
        CheckIndices(PositiveAnchors, anchors, "anchor");
        CheckIndices(Positives, references, "positive");
        CheckIndices(NegativeAnchors, anchors, "anchor");
        CheckIndices(Negatives, references, "negative");
    }
}
