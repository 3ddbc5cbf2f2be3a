namespace DeepMetric.Lab.Statistics;

/// <summary>The two-sided paired t test: is the mean difference of pairs other than 0?</summary>
/// <remarks>
/// <para>t = mean / (s / √n) with n - 1 degrees of freedom, s the unbiased standard deviation of the differences (Student, Biometrika 1908).</para>
/// <para>
/// A constant difference other than 0 counts as certain (p = 0) from 5 pairs on, which no correction can undo. Numbers with few possible values, such as counts of epochs or of
/// hits, are constant by chance now and then: negligibly often with 5 pairs, too often with 3 (of studies without a difference, 13 in 100 came to a false verdict by it). With 3 or 4
/// pairs it is therefore worth what its signs are worth: p = 2 / 2ⁿ, the sign test's, which shows nothing.
/// </para>
/// </remarks>
public sealed record PairedTTest
{
    /// <summary>A p-value is given from this many pairs on.</summary>
    public const int FewestPairs = 3;

    private PairedTTest(int pairs)
    {
        Pairs = pairs;
    }

    /// <summary>How many pairs.</summary>
    public int Pairs { get; }

    /// <summary>The mean difference, second minus first; null without pairs.</summary>
    public double? Difference { get; private init; }

    /// <summary>The lower end of the 95 % interval of the difference; null below 2 pairs.</summary>
    public double? Low { get; private init; }

    /// <summary>The upper end of the 95 % interval of the difference; null below 2 pairs.</summary>
    public double? High { get; private init; }

    /// <summary>The t statistic; null where the differences have no variance or there are fewer than 2.</summary>
    public double? T { get; private init; }

    /// <summary>The two-sided p-value; for a constant difference other than 0 it is 0, with fewer than 5 pairs 2 / 2ⁿ; for a constant 0 it is 1; null below 3 pairs.</summary>
    public double? P { get; private init; }

    /// <summary>Tests pairs of numbers.</summary>
    /// <param name="first">The numbers subtracted, all finite.</param>
    /// <param name="second">The numbers subtracted from, all finite, as many.</param>
    /// <exception cref="ArgumentException">The counts differ, or a number is not finite.</exception>
    public static PairedTTest Of(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        PairedDifferences differences = PairedDifferences.Of(first, second);
        if (differences.Summary is not { } summary)
        {
            return new PairedTTest(0);
        }

        if (differences.IsConstant)
        {
            return Constant(summary.Count, differences.Mean!.Value);
        }

        double t = summary.Mean / differences.StandardError!.Value;
        return new PairedTTest(summary.Count)
        {
            Difference = summary.Mean,
            Low = summary.Low,
            High = summary.High,
            T = t,
            P = summary.Count < FewestPairs ? null : StudentT.TwoSidedP(t, summary.Count - 1),
        };
    }

    /// <summary>Differences without variance: the interval is the difference itself, and it is 0 or it is not, which few pairs leave open.</summary>
    private static PairedTTest Constant(int pairs, double difference) => new(pairs)
    {
        Difference = difference,
        Low = pairs < 2 ? null : difference,
        High = pairs < 2 ? null : difference,
        P = pairs < FewestPairs ? null : difference == 0 ? 1 : pairs < SeedCounts.Enough ? 2 / Math.Pow(2, pairs) : 0,
    };
}
