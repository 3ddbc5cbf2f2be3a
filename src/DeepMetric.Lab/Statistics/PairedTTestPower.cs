namespace DeepMetric.Lab.Statistics;

/// <summary>The power of the two-sided paired t test: how likely an effect is to be shown.</summary>
/// <remarks>
/// With n pairs, the t statistic of an effect d_z is noncentral t with n - 1 degrees of freedom and δ = d_z √n; the power is the probability that |t| exceeds the critical
/// value (Cohen, "Statistical Power Analysis for the Behavioral Sciences", 1988). The effect is one assumed beforehand: the power of an effect just observed says no more
/// than its p-value does (Hoenig and Heisey, American Statistician 2001).
/// </remarks>
public static class PairedTTestPower
{
    /// <summary>The power usually asked for.</summary>
    public const double Usual = 0.8;

    /// <summary>More pairs than this are not looked for.</summary>
    public const int MostPairs = 10_000;

    /// <summary>The power.</summary>
    /// <param name="effect">d_z: the mean difference in standard deviations of the differences, finite; its sign does not matter.</param>
    /// <param name="pairs">Pairs, at least 2.</param>
    /// <param name="level">The level of the test, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static double Of(double effect, int pairs, double level = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 2);
        Check(effect, level);
        double critical = StudentT.Critical(1 - level, pairs - 1);
        double noncentrality = effect * Math.Sqrt(pairs);
        return NoncentralT.UpperTail(critical, pairs - 1, noncentrality) + NoncentralT.Cumulative(-critical, pairs - 1, noncentrality);
    }

    /// <summary>The fewest pairs that show an effect with a given power; null beyond 10,000.</summary>
    /// <param name="effect">d_z, finite.</param>
    /// <param name="power">The power asked for, in (0, 1).</param>
    /// <param name="level">The level of the test, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static int? FewestPairs(double effect, double power = Usual, double level = 0.05)
    {
        Check(effect, level);
        if (!(power > 0 && power < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(power), power, "Expected a power between 0 and 1.");
        }

        if (Of(effect, MostPairs, level) < power)
        {
            return null;
        }

        // The power grows with the pairs: at `high` it suffices, below `low` it does not.
        int low = 2;
        int high = MostPairs;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = Of(effect, middle, level) < power ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static void Check(double effect, double level)
    {
        if (!double.IsFinite(effect))
        {
            throw new ArgumentOutOfRangeException(nameof(effect), effect, "Expected a finite effect.");
        }

        if (!(level > 0 && level < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "Expected a level between 0 and 1.");
        }
    }
}
