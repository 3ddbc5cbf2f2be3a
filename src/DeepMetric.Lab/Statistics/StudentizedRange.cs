using MathNet.Numerics.Distributions;
using MathNet.Numerics.RootFinding;

namespace DeepMetric.Lab.Statistics;

/// <summary>The studentized range distribution with infinite degrees of freedom: of the largest less the smallest of k standard normal numbers.</summary>
/// <remarks>
/// F(q) = k ∫ φ(z) (Φ(z) - Φ(z - q))^(k-1) dz, z being the largest of the k (Tukey, "The Problem of Multiple Comparisons", 1953), by Gauss and Legendre's rule over
/// z from -9 to 9.
/// </remarks>
public static class StudentizedRange
{
    private const double Reach = 9;
    private static readonly double[] Ends = PanelIntegral.Ends(-Reach, Reach, 36);

    /// <summary>The probability of a range of at most <paramref name="q"/>.</summary>
    /// <param name="q">The range.</param>
    /// <param name="groups">k, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="groups"/> is below 2, or <paramref name="q"/> is not a number.</exception>
    public static double Cumulative(double q, int groups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 2);
        if (double.IsNaN(q))
        {
            throw new ArgumentOutOfRangeException(nameof(q), "Expected a range, found NaN.");
        }

        return q <= 0 ? 0 : Math.Clamp(groups * PanelIntegral.Of(z => Normal.PDF(0, 1, z) * Math.Pow(Between(z, q), groups - 1), Ends), 0, 1);
    }

    /// <summary>The range that is exceeded with probability <paramref name="level"/>, e.g. 3.314 for 0.05 and 3 groups.</summary>
    /// <param name="level">The probability, in (0, 1).</param>
    /// <param name="groups">k, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static double Critical(double level, int groups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 2);
        if (!(level > 0 && level < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "Expected a level between 0 and 1.");
        }

        // Each of the k(k-1)/2 differences exceeds q with probability 2 Φ(-q/√2): at this bound their sum is the level or less.
        double high = -Math.Sqrt(2) * Normal.InvCDF(0, 1, level / groups / (groups - 1));
        return Brent.FindRoot(q => Cumulative(q, groups) - (1 - level), 0, high + 1, 1e-13, 200);
    }

    /// <summary>Φ(z) - Φ(z - q), in the tail that keeps its digits.</summary>
    private static double Between(double z, double q) => z - q > 0
        ? Normal.CDF(0, 1, q - z) - Normal.CDF(0, 1, -z)
        : Normal.CDF(0, 1, z) - Normal.CDF(0, 1, z - q);
}
