using DeepMetric.Sampling;

namespace DeepMetric.Tuples;

/// <summary>Triplets (a, p, n): the positive p has the anchor's label, the negative n another.</summary>
public sealed record Triplets : IndexTuples
{
    /// <summary>Puts triplets together.</summary>
    /// <exception cref="ArgumentException">The three lists differ in length.</exception>
    public Triplets(int[] anchors, int[] positives, int[] negatives)
    {
        CheckLengths("anchors, positives and negatives", anchors.Length, positives.Length, negatives.Length);
        Anchors = anchors;
        Positives = positives;
        Negatives = negatives;
    }

    /// <summary>Anchors.</summary>
    public int[] Anchors { get; }

    /// <summary>Positives, one per anchor.</summary>
    public int[] Positives { get; }

    /// <summary>Negatives, one per anchor.</summary>
    public int[] Negatives { get; }

    /// <inheritdoc/>
    public override Pairs ToPairs() => new(Anchors, Positives, Anchors, Negatives);

    /// <inheritdoc/>
    public override Triplets ToTriplets() => this;

    /// <summary>The number of valid triplets, without listing them.</summary>
    public static long CountAll(IReadOnlyList<long> labels, IReadOnlyList<long>? referenceLabels = null, long? ignoredLabel = null)
    {
        IReadOnlyList<long> others = referenceLabels ?? labels;
        Dictionary<long, long> sizes = others.Where(label => label != ignoredLabel).GroupBy(label => label).ToDictionary(group => group.Key, group => (long)group.Count());
        long total = sizes.Values.Sum();
        long self = referenceLabels is null ? 1 : 0;
        long count = 0;
        foreach (long label in labels.Where(label => label != ignoredLabel))
        {
            long same = sizes.GetValueOrDefault(label);
            count = checked(count + (Math.Max(0, same - self) * (total - same)));
        }

        return count;
    }

    /// <summary>All valid triplets, ordered by anchor, positive, negative.</summary>
    public static Triplets All(IReadOnlyList<long> labels, IReadOnlyList<long>? referenceLabels = null, long? ignoredLabel = null)
    {
        var triplets = new TripletList();
        for (int a = 0; a < labels.Count; a++)
        {
            (List<int> positives, List<int> negatives) = PartnersOf(a, labels, referenceLabels, ignoredLabel);
            foreach (int p in positives)
            {
                foreach (int n in negatives)
                {
                    triplets.Add(a, p, n);
                }
            }
        }

        return triplets.ToTriplets();
    }

    /// <summary>Random triplets: for each anchor that has a positive and a negative, a fixed number drawn with replacement.</summary>
    /// <param name="labels">Labels of the anchors.</param>
    /// <param name="perAnchor">Triplets per anchor, at least 1.</param>
    /// <param name="random">Where the draws come from.</param>
    /// <param name="referenceLabels">Labels of the others; null compares the anchors with themselves.</param>
    /// <param name="ignoredLabel">A label whose items take part in no triplet.</param>
    public static Triplets Random(IReadOnlyList<long> labels, int perAnchor, SeededRandom random, IReadOnlyList<long>? referenceLabels = null, long? ignoredLabel = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perAnchor, 1);
        ArgumentNullException.ThrowIfNull(random);
        var triplets = new TripletList();
        for (int a = 0; a < labels.Count; a++)
        {
            (List<int> positives, List<int> negatives) = PartnersOf(a, labels, referenceLabels, ignoredLabel);
            for (int i = 0; i < perAnchor && positives.Count > 0 && negatives.Count > 0; i++)
            {
                triplets.Add(a, positives[random.NextInt(positives.Count)], negatives[random.NextInt(negatives.Count)]);
            }
        }

        return triplets.ToTriplets();
    }

    /// <inheritdoc/>
    public override Triplets AtMostPerAnchor(int limit, SeededRandom random)
    {
        int[] places = DrawPerAnchor(Anchors, limit, random);
        return new Triplets(At(Anchors, places), At(Positives, places), At(Negatives, places));
    }

    /// <inheritdoc/>
    public override Triplets Shifted(int rows) => new(Anchors, Array.ConvertAll(Positives, row => row + rows), Array.ConvertAll(Negatives, row => row + rows));

    /// <inheritdoc/>
    public override Triplets WithoutSelf(IReadOnlyList<int> ownRows)
    {
        ArgumentNullException.ThrowIfNull(ownRows);
        int[] places = [.. Enumerable.Range(0, Anchors.Length).Where(place => Positives[place] != ownRows[Anchors[place]])];
        return new Triplets(At(Anchors, places), At(Positives, places), At(Negatives, places));
    }

    private protected override IEnumerable<int> Rows(bool anchorsOnly) => anchorsOnly ? Anchors : Anchors.Concat(Positives).Concat(Negatives);

    internal override void CheckRange(int anchors, int references)
    {
        CheckIndices(Anchors, anchors, "anchor");
        CheckIndices(Positives, references, "positive");
        CheckIndices(Negatives, references, "negative");
    }

    private static (List<int> Positives, List<int> Negatives) PartnersOf(int anchor, IReadOnlyList<long> labels, IReadOnlyList<long>? referenceLabels, long? ignoredLabel)
    {
        IReadOnlyList<long> others = referenceLabels ?? labels;
        List<int> positives = [], negatives = [];
        for (int j = 0; j < others.Count && labels[anchor] != ignoredLabel; j++)
        {
            bool self = referenceLabels is null && anchor == j;
            if (!self && others[j] != ignoredLabel)
            {
                (others[j] == labels[anchor] ? positives : negatives).Add(j);
            }
        }

        return (positives, negatives);
    }
}
