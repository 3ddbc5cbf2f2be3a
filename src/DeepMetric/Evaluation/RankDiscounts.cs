namespace DeepMetric.Evaluation;

/// <summary>What an item is worth by its rank in NDCG, 1 / log₂(1 + rank), and the sums of these: worked out once for as many ranks as were ever asked for.</summary>
internal sealed class RankDiscounts
{
    private static RankDiscounts s_known = new(1 << 10);
    private readonly double[] _discounts;
    private readonly double[] _sums;

    private RankDiscounts(int ranks)
    {
        _discounts = new double[ranks + 1];
        _sums = new double[ranks + 1];
        for (int rank = 1; rank <= ranks; rank++)
        {
            _discounts[rank] = 1 / Math.Log2(1.0 + rank);
            _sums[rank] = _sums[rank - 1] + _discounts[rank];
        }
    }

    /// <summary>A table of at least so many ranks.</summary>
    public static RankDiscounts UpTo(int ranks)
    {
        RankDiscounts known = Volatile.Read(ref s_known);
        if (known._sums.Length > ranks)
        {
            return known;
        }

        // Two threads may both make one; either is right.
        var larger = new RankDiscounts(Math.Max(ranks, 2 * known._sums.Length));
        Volatile.Write(ref s_known, larger);
        return larger;
    }

    /// <summary>What an item at a rank is worth.</summary>
    public double At(int rank) => _discounts[rank];

    /// <summary>What the best ranking of so many items is worth.</summary>
    public double Ideal(int items) => _sums[items];
}
