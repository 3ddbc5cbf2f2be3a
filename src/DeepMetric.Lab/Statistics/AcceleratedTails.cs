using MathNet.Numerics.Distributions;

namespace DeepMetric.Lab.Statistics;

/// <summary>Which quantiles of bootstrap means are the ends of a bias-corrected and accelerated interval.</summary>
/// <remarks>
/// Φ(z₀ + (z₀ + z) / (1 - a (z₀ + z))) for z = ±Φ⁻¹(tail): z₀ = Φ⁻¹(share of the means below the mean, half of those equal to it) and a = Σ e³ / (6 (Σ e²)^1.5), e the mean of
/// the leave-one-out means less each of them (Efron, Journal of the American Statistical Association 1987).
/// </remarks>
internal static class AcceleratedTails
{
    // Means that are equal but for the order in which units were added up.
    private const double Rounding = 1e-12;

    /// <summary>The two shares at which quantiles are taken.</summary>
    /// <param name="sums">The values by unit.</param>
    /// <param name="means">The means of the resamples, ascending.</param>
    /// <param name="tail">What either end leaves out, e.g. 0.025.</param>
    public static (double Low, double High) Of(UnitSums sums, double[] means, double tail)
    {
        double[] leftOut = sums.LeaveOneOut();
        double centre = leftOut.Average();
        double squares = leftOut.Sum(mean => (centre - mean) * (centre - mean));
        double rounding = Rounding * (means[^1] - means[0]);
        double below = means.Sum(mean => mean < sums.Mean - rounding ? 1 : mean <= sums.Mean + rounding ? 0.5 : 0) / means.Length;
        if (squares == 0 || below is 0 or 1)
        {
            return (tail, 1 - tail);
        }

        double bias = Normal.InvCDF(0, 1, below);
        double acceleration = leftOut.Sum(mean => Math.Pow(centre - mean, 3)) / (6 * Math.Pow(squares, 1.5));
        double z = Normal.InvCDF(0, 1, tail);
        return (Corrected(z), Corrected(-z));

        double Corrected(double quantile) => Normal.CDF(0, 1, bias + ((bias + quantile) / (1 - (acceleration * (bias + quantile)))));
    }
}
