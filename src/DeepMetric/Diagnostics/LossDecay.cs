namespace DeepMetric.Diagnostics;

/// <summary>How fast a series of losses L_0, L_1, … falls, one value per epoch or step.</summary>
public static class LossDecay
{
    private const double Rounding = 1e-12;

    /// <summary>(L_t - L_(t+1)) / L_t per step, one number fewer than values; null where L_t is 0.</summary>
    /// <param name="series">The losses, all finite.</param>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static IReadOnlyList<double?> RelativeDecay(IReadOnlyList<double> series)
    {
        Check(series);
        double?[] decay = new double?[Math.Max(0, series.Count - 1)];
        for (int t = 0; t < decay.Length; t++)
        {
            decay[t] = series[t] == 0 ? null : (series[t] - series[t + 1]) / series[t];
        }

        return decay;
    }

    /// <summary>The rate r per step of L = a exp(-r t), by least squares of ln L on t.</summary>
    /// <param name="series">The losses, all finite. Those of 0 and below have no logarithm and are left out; the others keep their t.</param>
    /// <returns>r, above 0 where the loss falls; null with fewer than two losses above 0.</returns>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static double? FittedRate(IReadOnlyList<double> series)
    {
        Check(series);
        int[] times = [.. Enumerable.Range(0, series.Count).Where(t => series[t] > 0)];
        if (times.Length < 2)
        {
            return null;
        }

        double meanTime = times.Average();
        double meanLog = times.Average(t => Math.Log(series[t]));
        double slope = times.Sum(t => (t - meanTime) * (Math.Log(series[t]) - meanLog)) / times.Sum(t => (t - meanTime) * (t - meanTime));
        return -slope;
    }

    /// <summary>The number of values up to and including the first at or below (1 - share) of the first one.</summary>
    /// <param name="series">The losses, all finite.</param>
    /// <param name="share">The share that is lost, above 0 and at most 1: 0.5 for half of the loss.</param>
    /// <returns>A count from 2 on, whatever the loss does afterwards; null when not reached, or when the first value is not above 0.</returns>
    /// <exception cref="ArgumentException">A value is not finite, or the share is out of range.</exception>
    public static int? StepsToLose(IReadOnlyList<double> series, double share)
    {
        Check(series);
        if (share is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "Expected a share above 0 and at most 1.");
        }

        if (series.Count == 0 || series[0] <= 0)
        {
            return null;
        }

        // 1 - 0.9 is a little below 0.1 in double, and a loss of exactly 0.1 has got there.
        double target = ((1 - share) + Rounding) * series[0];
        for (int t = 1; t < series.Count; t++)
        {
            if (series[t] <= target)
            {
                return t + 1;
            }
        }

        return null;
    }

    private static void Check(IReadOnlyList<double> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        for (int t = 0; t < series.Count; t++)
        {
            if (!double.IsFinite(series[t]))
            {
                throw new ArgumentException($"Expected finite losses, found {FormattableString.Invariant($"{series[t]}")} at position {t}.", nameof(series));
            }
        }
    }
}
