namespace DeepMetric.Miners;

/// <summary>Which negatives of a positive a kind of triplets takes: with the negatives sorted by distance, a range of them.</summary>
internal readonly struct GapRange
{
    private readonly double _above;
    private readonly double _atMost;

    /// <summary>The gaps of a kind.</summary>
    public GapRange(TripletKind kind, double margin)
    {
        (_above, _atMost) = kind switch
        {
            TripletKind.All => (double.NegativeInfinity, margin),
            TripletKind.Hard => (double.NegativeInfinity, Math.Min(0, margin)),
            TripletKind.SemiHard => (0, margin),
            TripletKind.Easy => (margin, double.PositiveInfinity),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a kind of triplets."),
        };
    }

    /// <summary>All triplets.</summary>
    public static GapRange Everything { get; } = new(TripletKind.All, double.PositiveInfinity);

    /// <summary>The ranks [first, end) of the negatives whose gap to the positive is in the range.</summary>
    public (int First, int End) Of(ReadOnlySpan<double> sortedNegatives, double positive)
    {
        int first = CountAtMost(sortedNegatives, positive, _above);
        return (first, Math.Max(first, CountAtMost(sortedNegatives, positive, _atMost)));
    }

    /// <summary>As the other, for positives that come by ascending distance: both ends only move on.</summary>
    public void Move(ReadOnlySpan<double> sortedNegatives, double positive, ref int first, ref int end)
    {
        first = MoveAtMost(sortedNegatives, positive, _above, first);
        end = Math.Max(first, MoveAtMost(sortedNegatives, positive, _atMost, end));
    }

    /// <summary>How many of the sorted negatives have a gap of at most so much, if at least <paramref name="known"/> have.</summary>
    public static int MoveAtMost(ReadOnlySpan<double> sortedNegatives, double positive, double gap, int known)
    {
        if (double.IsInfinity(gap))
        {
            return gap > 0 ? sortedNegatives.Length : 0;
        }

        while (known < sortedNegatives.Length && sortedNegatives[known] - positive <= gap)
        {
            known++;
        }

        return known;
    }

    /// <summary>How many of the sorted negatives have a gap below so much, if at least <paramref name="known"/> have.</summary>
    public static int MoveBelow(ReadOnlySpan<double> sortedNegatives, double positive, double gap, int known)
    {
        while (known < sortedNegatives.Length && sortedNegatives[known] - positive < gap)
        {
            known++;
        }

        return known;
    }

    /// <summary>How many of the sorted negatives have a gap of at most so much. Rounding keeps order, so that the gaps are sorted as well.</summary>
    public static int CountAtMost(ReadOnlySpan<double> sortedNegatives, double positive, double gap)
    {
        if (double.IsInfinity(gap))
        {
            return gap > 0 ? sortedNegatives.Length : 0;
        }

        int low = 0;
        for (int left = sortedNegatives.Length; left > 0;)
        {
            // Without a branch that nobody could foresee.
            int half = (left + 1) >>> 1;
            low += sortedNegatives[low + half - 1] - positive <= gap ? half : 0;
            left -= half;
        }

        return low;
    }

    /// <summary>How many of the sorted negatives have a gap below so much.</summary>
    public static int CountBelow(ReadOnlySpan<double> sortedNegatives, double positive, double gap)
    {
        int low = 0;
        for (int left = sortedNegatives.Length; left > 0;)
        {
            // Without a branch that nobody could foresee.
            int half = (left + 1) >>> 1;
            low += sortedNegatives[low + half - 1] - positive < gap ? half : 0;
            left -= half;
        }

        return low;
    }
}
