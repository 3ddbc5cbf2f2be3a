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
