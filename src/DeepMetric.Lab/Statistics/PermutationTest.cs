namespace DeepMetric.Lab.Statistics;

/// <summary>The two-sided sign-flip test: is the mean difference of pairs larger than swapping the two numbers of pairs at random makes it?</summary>
/// <remarks>
/// <para>
/// p = the share of the 2^n patterns of signs whose sum of differences is at least as far from 0 as the one found; sums that differ by rounding only are equal. Beyond
/// 20 pairs m patterns are drawn, and p = (b + 1) / (m + 1) with b of them at least as far, which keeps the level for any m. It assumes exchangeable pairs,
/// not normal differences, and can never fall below 2 / 2^n.
/// </para>
/// <para>
/// Paper: Fisher, "The Design of Experiments", 1935; Phipson and Smyth, "Permutation p-values should never be zero", Statistical Applications in Genetics and Molecular
/// Biology 2010.
/// </para>
/// </remarks>
public sealed record PermutationTest
{
    /// <summary>Below this many pairs nothing is tested: no p-value could fall below 0.05.</summary>
    public const int FewestPairs = 6;

    /// <summary>Up to this many pairs all patterns are counted.</summary>
    public const int MostExactPairs = 20;

    /// <summary>Patterns drawn beyond that, unless another number is asked for.</summary>
    public const int DefaultDraws = 99_999;

    /// <summary>How many pairs.</summary>
    public required int Pairs { get; init; }

    /// <summary>The mean difference, second minus first; null without pairs.</summary>
    public double? Difference { get; init; }

    /// <summary>The two-sided p-value; null below 6 pairs.</summary>
    public double? P { get; init; }

    /// <summary>The smallest p-value that so many pairs and patterns can give.</summary>
    public required double SmallestP { get; init; }

    /// <summary>Whether all patterns are counted, not a random part of them.</summary>
    public required bool IsExact { get; init; }

    /// <summary>The patterns of signs that are counted.</summary>
    public required long Patterns { get; init; }

    /// <summary>Why there is no p-value; null where there is one.</summary>
    public string? Refusal { get; init; }

    /// <summary>Tests pairs of numbers.</summary>
    /// <param name="first">The numbers subtracted, all finite.</param>
    /// <param name="second">The numbers subtracted from, all finite, as many.</param>
    /// <param name="seed">Decides which patterns are drawn, beyond 20 pairs.</param>
    /// <param name="draws">How many patterns are drawn, beyond 20 pairs.</param>
    /// <exception cref="ArgumentException">The counts differ, or a number is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="draws"/> is below 1.</exception>
    public static PermutationTest Of(IReadOnlyList<double> first, IReadOnlyList<double> second, ulong seed = 0, int draws = DefaultDraws)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        PairedDifferences differences = PairedDifferences.Of(first, second);
        int pairs = differences.Values.Length;
        bool exact = pairs <= MostExactPairs;
        double smallest = exact ? Math.Min(1, Math.Pow(2, 1 - pairs)) : 1 / (draws + 1.0);
        double sum = differences.Values.Sum();
        double least = Math.Abs(sum) - (pairs * differences.Rounding);
        return new PermutationTest
        {
            Pairs = pairs,
            Difference = differences.Mean,
            P = pairs < FewestPairs ? null : exact ? CountedShare(differences.Values, least) : DrawnShare(differences.Values, sum, least, seed, draws),
            SmallestP = smallest,
            IsExact = exact,
            Patterns = exact ? 1L << pairs : draws,
            Refusal = pairs < FewestPairs
                ? FormattableString.Invariant($"Expected at least {FewestPairs} pairs, found {pairs}: no p-value could fall below {smallest:0.####}.")
                : null,
        };
    }

    /// <summary>Each pattern is one of the first half of the pairs and one of the second: far fewer sums than patterns, and none with the rounding of a long walk.</summary>
    private static double CountedShare(double[] differences, double least)
    {
        if (least <= 0)
        {
            return 1;
        }

        double[] heads = SignedSums(differences[..(differences.Length / 2)]);
        double[] tails = SignedSums(differences[(differences.Length / 2)..]);
        Array.Sort(tails);
        long above = heads.Sum(head => (long)(tails.Length - FirstAtLeast(tails, least - head)));

        // With every pattern its opposite is there: as many sums are as far below 0.
        return 2.0 * above / (1L << differences.Length);
    }

    private static double DrawnShare(double[] differences, double sum, double least, ulong seed, int draws)
    {
        var random = new SplitMix64(seed);
        int asFar = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            double flipped = 0;
            ulong bits = 0;
            for (int pair = 0; pair < differences.Length; pair++)
            {
                bits = pair % 64 == 0 ? random.NextBits() : bits >> 1;
                flipped += (bits & 1) * differences[pair];
            }

            asFar += Math.Abs(sum - (2 * flipped)) >= least ? 1 : 0;
        }

        return (asFar + 1.0) / (draws + 1.0);
    }

    private static double[] SignedSums(double[] values)
    {
        double[] sums = [0];
        foreach (double value in values)
        {
            sums = [.. sums.Select(sum => sum + value), .. sums.Select(sum => sum - value)];
        }

        return sums;
    }

    private static int FirstAtLeast(double[] ascending, double least)
    {
        int low = 0;
        int high = ascending.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = ascending[middle] < least ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
