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

    internal abstract void CheckRange(int anchors, int references);

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
