namespace DeepMetric.Lab.Statistics;

/// <summary>Which arms' mean ranks differ, after <see cref="FriedmanTest"/>: those at least the critical difference apart.</summary>
/// <remarks>
/// <para>CD = q / √2 · √(k (k+1) / (6 N)), q the studentized range of k groups with infinite degrees of freedom that is exceeded with the probability of the level.</para>
/// <para>
/// Paper: Nemenyi, "Distribution-free multiple comparisons", 1963; Demšar, "Statistical comparisons of classifiers over multiple data sets", JMLR 2006, whose diagrams
/// join each of the groups by a bar. Whether two arms are told apart depends on the other arms that were ranked (Benavoli, Corani and Mangili, JMLR 2016).
/// </para>
/// </remarks>
public sealed record NemenyiDifference
{
    /// <summary>The probability of any false difference.</summary>
    public required double Level { get; init; }

    /// <summary>Mean ranks at least this far apart differ.</summary>
    public required double CriticalDifference { get; init; }

    /// <summary>The largest groups of at least 2 arms that are not told apart, by their numbers from the best rank down; an arm may be in several.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Groups { get; init; }

    /// <summary>Groups arms.</summary>
    /// <param name="averageRanks">The mean rank of each arm, at least 2, all finite.</param>
    /// <param name="blocks">How many blocks were ranked, at least 1.</param>
    /// <param name="level">The level, in (0, 1).</param>
    /// <exception cref="ArgumentException">There are fewer than 2 arms, or a rank is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no blocks, or the level is not between 0 and 1.</exception>
    public static NemenyiDifference Of(IReadOnlyList<double> averageRanks, int blocks, double level = 0.05)
    {
        ArgumentNullException.ThrowIfNull(averageRanks);
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        int arms = averageRanks.Count;
        if (arms < 2 || averageRanks.Any(rank => !double.IsFinite(rank)))
        {
            throw new ArgumentException(FormattableString.Invariant($"Expected at least 2 finite ranks, found {string.Join(", ", averageRanks)}."), nameof(averageRanks));
        }

        double difference = StudentizedRange.Critical(level, arms) / Math.Sqrt(2) * Math.Sqrt(arms * (arms + 1.0) / (6.0 * blocks));
        int[] order = [.. Enumerable.Range(0, arms).OrderBy(arm => averageRanks[arm])];
        var groups = new List<IReadOnlyList<int>>();
        int reached = 0;
        for (int start = 0; start < arms; start++)
        {
            int end = start + 1;
            while (end < arms && averageRanks[order[end]] - averageRanks[order[start]] < difference)
            {
                end++;
            }

            // A group that ends where an earlier one does is a part of it.
            if (end > reached && end - start > 1)
            {
                groups.Add(order[start..end]);
            }

            reached = Math.Max(reached, end);
        }

        return new NemenyiDifference { Level = level, CriticalDifference = difference, Groups = groups };
    }
}
