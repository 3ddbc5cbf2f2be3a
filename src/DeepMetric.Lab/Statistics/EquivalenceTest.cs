namespace DeepMetric.Lab.Statistics;

/// <summary>Two one-sided paired t tests: is the mean difference of pairs inside (-bound, bound)?</summary>
/// <remarks>
/// <para>
/// t_lower = (mean + bound) / (s / √n) is tested from above and t_upper = (mean - bound) / (s / √n) from below, with n - 1 degrees of freedom; p is the larger of the two.
/// It is below 0.05 exactly where the 90 % interval of the difference lies inside the bounds.
/// </para>
/// <para>A constant difference counts as certain.</para>
/// <para>
/// Paper: Schuirmann, "A comparison of the two one-sided tests procedure and the power approach for assessing the equivalence of average bioavailability", Journal of
/// Pharmacokinetics and Biopharmaceutics 1987.
/// </para>
/// </remarks>
public sealed record EquivalenceTest
{
    /// <summary>Below this p-value the arms count as equivalent.</summary>
    public const double Level = 0.05;

    /// <summary>A p-value is given from this many pairs on.</summary>
    public const int FewestPairs = PairedTTest.FewestPairs;

    /// <summary>How many pairs.</summary>
    public required int Pairs { get; init; }

    /// <summary>What the difference has to stay within, on both sides of 0.</summary>
    public required double Bound { get; init; }

    /// <summary>The mean difference, second minus first; null without pairs.</summary>
    public double? Difference { get; init; }

    /// <summary>The lower end of the 90 % interval of the difference; null below 2 pairs.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end of the 90 % interval of the difference; null below 2 pairs.</summary>
    public double? High { get; init; }

    /// <summary>The p-value of a difference at or below -bound; null below 3 pairs.</summary>
    public double? LowerP { get; init; }

    /// <summary>The p-value of a difference at or above the bound; null below 3 pairs.</summary>
    public double? UpperP { get; init; }

    /// <summary>The larger of the two p-values; null below 3 pairs.</summary>
    public double? P { get; init; }

    /// <summary>Whether <see cref="P"/> is below 0.05.</summary>
    public required bool Equivalent { get; init; }

    /// <summary>Tests pairs of numbers.</summary>
    /// <param name="first">The numbers subtracted, all finite.</param>
    /// <param name="second">The numbers subtracted from, all finite, as many.</param>
    /// <param name="bound">The largest difference that does not matter, above 0, in the unit of the numbers.</param>
    /// <exception cref="ArgumentException">The counts differ, or a number is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not a finite number above 0.</exception>
    public static EquivalenceTest Of(IReadOnlyList<double> first, IReadOnlyList<double> second, double bound)
    {
        if (!(bound > 0 && double.IsFinite(bound)))
        {
            throw new ArgumentOutOfRangeException(nameof(bound), bound, "Expected a finite bound above 0.");
        }

        PairedDifferences differences = PairedDifferences.Of(first, second);
        int pairs = differences.Values.Length;
        SummaryStatistics? summary = pairs < 2 || differences.IsConstant ? null : SummaryStatistics.Of(differences.Values, 1 - (2 * Level));
        double? lower = pairs < FewestPairs ? null : TailP(differences, differences.Mean!.Value + bound);
        double? upper = pairs < FewestPairs ? null : TailP(differences, bound - differences.Mean!.Value);
        double? p = lower is null || upper is null ? null : Math.Max(lower.Value, upper.Value);
        return new EquivalenceTest
        {
            Pairs = pairs,
            Bound = bound,
            Difference = differences.Mean,
            Low = pairs < 2 ? null : summary?.Low ?? differences.Mean,
            High = pairs < 2 ? null : summary?.High ?? differences.Mean,
            LowerP = lower,
            UpperP = upper,
            P = p,
            Equivalent = p < Level,
        };
    }

    /// <summary>How likely a mean difference so far inside a bound is where the true one lies on it.</summary>
    private static double TailP(PairedDifferences differences, double inside) => differences.IsConstant
        ? inside > differences.Rounding ? 0 : 1
        : StudentT.UpperTailP(inside / differences.StandardError!.Value, differences.Values.Length - 1);
}
