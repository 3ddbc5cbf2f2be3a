using DeepMetric.Sampling;

namespace DeepMetric.Tuples;

/// <summary>Terms chosen by somebody, a miner for instance: <see cref="Pairs"/> or <see cref="Triplets"/>.</summary>
/// <remarks>An anchor is a row of the embeddings; a positive or negative is a row of the reference (the embeddings themselves unless one is given).</remarks>
public abstract record IndexTuples
{
    private protected IndexTuples()
    {
    }

    /// <summary>The same choice as pairs: a triplet (a, p, n) gives the positive pair (a, p) and the negative pair (a, n).</summary>
    public abstract Pairs ToPairs();

    /// <summary>The same choice as triplets: pairs give every triplet of a positive and a negative pair that share their anchor.</summary>
    public abstract Triplets ToTriplets();

    /// <summary>At most so many triplets, or pairs of each side, per anchor: where there are more, all choices are equally likely. The order is kept.</summary>
    /// <param name="limit">At least 1.</param>
    /// <param name="random">Where the draws come from.</param>
    public abstract IndexTuples AtMostPerAnchor(int limit, SeededRandom random);

    /// <summary>The same choice with every partner's row moved by a number, for a reference that has other rows first; anchors stay.</summary>
    public abstract IndexTuples Shifted(int rows);

    /// <summary>The same choice without the positive pairs of an item with itself, and without the triplets that have one.</summary>
    /// <param name="ownRows">For each anchor the row of the reference that holds the anchor itself.</param>
    public abstract IndexTuples WithoutSelf(IReadOnlyList<int> ownRows);

    /// <summary>How often each item takes part, over the largest such number, <c>[items]</c>; 1 for every item where there is no tuple.</summary>
    /// <param name="items">The number of embeddings.</param>
    /// <param name="anchorsOnly">Whether only anchors are items of the embeddings, because partners are rows of a reference.</param>
    /// <exception cref="ArgumentException">An index is out of range.</exception>
    public double[] ItemWeights(int items, bool anchorsOnly = false)
    {
        CheckRange(items, anchorsOnly ? int.MaxValue : items);
        long[] counts = new long[items];
        foreach (int item in Rows(anchorsOnly))
        {
            counts[item]++;
        }

        long largest = counts.DefaultIfEmpty().Max();
        return Array.ConvertAll(counts, count => largest == 0 ? 1 : (double)count / largest);
    }

    /// <summary>The rows of all tuples, or their anchors' alone.</summary>
    private protected abstract IEnumerable<int> Rows(bool anchorsOnly);

    internal abstract void CheckRange(int anchors, int references);

    /// <summary>The places of at most so many entries of each anchor, ascending.</summary>
    private protected static int[] DrawPerAnchor(int[] anchors, int limit, SeededRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentNullException.ThrowIfNull(random);
        List<int> places = [];
        foreach (IGrouping<int, int> group in Enumerable.Range(0, anchors.Length).GroupBy(place => anchors[place]))
        {
            int[] all = [.. group];
            for (int i = 0; i < limit && all.Length > limit; i++)
            {
                int other = i + random.NextInt(all.Length - i);
                (all[i], all[other]) = (all[other], all[i]);
            }

            places.AddRange(all.Take(limit));
        }

        places.Sort();
        return [.. places];
    }

    private protected static int[] At(int[] values, int[] places) => Array.ConvertAll(places, place => values[place]);

    private protected static void CheckLengths(string what, params ReadOnlySpan<int> lengths)
    {
        foreach (int length in lengths)
        {
            if (length != lengths[0])
            {
                throw new ArgumentException($"Expected {what} of equal lengths, found {string.Join(", ", lengths.ToArray())}.");
            }
        }
    }

    private protected static void CheckIndices(IReadOnlyList<int> indices, int count, string what)
    {
        for (int i = 0; i < indices.Count; i++)
        {
            if ((uint)indices[i] >= (uint)count)
            {
                throw new ArgumentException($"Expected {what} indices in [0, {count}), found {indices[i]} at position {i}.");
            }
        }
    }
}
