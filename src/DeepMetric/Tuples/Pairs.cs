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

    /// <summary>The first positive pair of each class, classes in ascending order, without negative pairs.</summary>
    /// <param name="labels">Labels of the anchors, <c>[n]</c>.</param>
    public Pairs FirstPositiveOfEachClass(IReadOnlyList<long> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        int[] places = [.. Enumerable.Range(0, Positives.Length).GroupBy(place => labels[PositiveAnchors[place]]).OrderBy(group => group.Key).Select(group => group.First())];
        return new Pairs(At(PositiveAnchors, places), At(Positives, places), [], []);
    }

    /// <summary>The pairs that a batch is made of: rows (0, 1), (2, 3) and so on, positive where their labels agree.</summary>
    /// <param name="labels">Labels of the rows, an even number.</param>
    /// <exception cref="ArgumentException">The number of rows is odd.</exception>
    public static Pairs Packaged(IReadOnlyList<long> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count % 2 != 0)
        {
            throw new ArgumentException($"Expected a batch of pairs, two rows each, found {labels.Count} rows.", nameof(labels));
        }

        var pairs = new PairList();
        for (int row = 0; row < labels.Count; row += 2)
        {
            if (labels[row] == labels[row + 1])
            {
                pairs.AddPositive(row, row + 1);
            }
            else
            {
                pairs.AddNegative(row, row + 1);
            }
        }

        return pairs.ToPairs();
    }

    /// <inheritdoc/>
    public override Pairs Shifted(int rows) =>
        new(PositiveAnchors, Array.ConvertAll(Positives, row => row + rows), NegativeAnchors, Array.ConvertAll(Negatives, row => row + rows));

    /// <inheritdoc/>
    public override Pairs WithoutSelf(IReadOnlyList<int> ownRows)
    {
        ArgumentNullException.ThrowIfNull(ownRows);
        int[] places = [.. Enumerable.Range(0, Positives.Length).Where(place => Positives[place] != ownRows[PositiveAnchors[place]])];
        return new Pairs(At(PositiveAnchors, places), At(Positives, places), NegativeAnchors, Negatives);
    }

    private protected override IEnumerable<int> Rows(bool anchorsOnly) =>
        anchorsOnly ? PositiveAnchors.Concat(NegativeAnchors) : PositiveAnchors.Concat(Positives).Concat(NegativeAnchors).Concat(Negatives);

    internal override void CheckRange(int anchors, int references)
    {
        CheckIndices(PositiveAnchors, anchors, "anchor");
        CheckIndices(Positives, references, "positive");
        CheckIndices(NegativeAnchors, anchors, "anchor");
        CheckIndices(Negatives, references, "negative");
    }
}
