using MathNet.Numerics.Distributions;
using MathNet.Numerics.RootFinding;

namespace DeepMetric.Lab.Statistics;

/// <summary>The noncentral t distribution: of (Z + δ) / √(χ²_v / v), which a t statistic has where there is an effect.</summary>
/// <remarks>
/// F(t) = ∫ Φ(t s - δ) w(s) ds / ∫ w(s) ds with w(s) = s^(v-1) exp(-v s² / 2), the density of s = √(χ²_v / v) but for its constant; panels end where either factor
/// changes, so the result is good to about 1e-13 for any t and δ (Johnson, Kotz and Balakrishnan, "Continuous Univariate Distributions" 2, 1995, chapter 31).
/// </remarks>
public static class NoncentralT
{
    // Standard deviations of s to either side of 1, and of Φ to either side of its middle, beyond which nothing is left.
    private const double Reach = 16;
    private const int Panels = 16;
    private const int NormalReach = 10;

    /// <summary>The probability of a value of at most <paramref name="t"/>.</summary>
    /// <param name="t">The statistic, finite.</param>
    /// <param name="degrees">Degrees of freedom v, at least 1.</param>
    /// <param name="noncentrality">δ, finite: the effect in standard errors.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degrees"/> is below 1, or a number is not finite.</exception>
    public static double Cumulative(double t, int degrees, double noncentrality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        ThrowIfNotFinite(t, nameof(t));
        ThrowIfNotFinite(noncentrality, nameof(noncentrality));
        double deviation = 1 / Math.Sqrt(2.0 * degrees);
        double low = Math.Max(0, 1 - (Reach * deviation));
        double high = 1 + (Reach * deviation);
        IEnumerable<double> turns = Enumerable.Range(-NormalReach / 2, NormalReach + 1).Select(step => (noncentrality + (2 * step)) / t).Where(end => end > low && end < high);
        double[] ends = [.. PanelIntegral.Ends(low, high, Panels).Concat(turns).Order()];
        double all = PanelIntegral.Of(Weight, ends);
        double below = PanelIntegral.Of(s => Weight(s) * Normal.CDF(0, 1, (t * s) - noncentrality), ends);
        return Math.Clamp(below / all, 0, 1);

        double Weight(double s) => Math.Exp(((degrees - 1) * Math.Log(s)) - (degrees * ((s * s) - 1) / 2));
    }

    /// <summary>The probability of a value of at least <paramref name="t"/>.</summary>
    /// <param name="t">The statistic, finite.</param>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    /// <param name="noncentrality">The effect in standard errors, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degrees"/> is below 1, or a number is not finite.</exception>
    public static double UpperTail(double t, int degrees, double noncentrality) => Cumulative(-t, degrees, -noncentrality);

    /// <summary>The noncentrality under which a value of at most <paramref name="t"/> has a given probability: the ends of intervals of effects.</summary>
    /// <param name="t">The statistic, finite.</param>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    /// <param name="probability">The probability, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static double NoncentralityFor(double t, int degrees, double probability)
    {
        if (!(probability > 0 && probability < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Expected a probability between 0 and 1.");
        }

        // The probability falls from 1 to 0 as the noncentrality rises.
        ThrowIfNotFinite(t, nameof(t));
        double width = 1 + Math.Abs(t);
        double low = t - width;
        double high = t + width;
        for (; Cumulative(t, degrees, low) < probability; width *= 2)
        {
            low -= width;
        }

        for (; Cumulative(t, degrees, high) > probability; width *= 2)
        {
            high += width;
        }

        return Brent.FindRoot(noncentrality => Cumulative(t, degrees, noncentrality) - probability, low, high, 1e-12, 200);
    }

    private static void ThrowIfNotFinite(double value, string name)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(name, value, "Expected a finite number.");
        }
    }
}
