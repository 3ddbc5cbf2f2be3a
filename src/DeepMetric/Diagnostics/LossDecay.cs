namespace DeepMetric.Diagnostics;

/// <summary>How fast a loss falls.</summary>
public static class LossDecay
{
    /// <summary>(L_t − L_{t+1}) / L_t for each t; NaN where L_t is 0.</summary>
    /// <param name="losses">L, one per epoch or step; the result has one less.</param>
    public static double[] RelativeDecay(IReadOnlyList<double> losses)
    {
        ArgumentNullException.ThrowIfNull(losses);
        return [.. losses.Zip(losses.Skip(1), (now, next) => now == 0 ? double.NaN : (now - next) / now)];
    }

    /// <summary>The rate r of L = a exp(−r t), by least squares of ln L on t = 0, 1, …; losses of 0 are left out.</summary>
    /// <returns>r per step of the series; null with fewer than two losses above 0.</returns>
    public static double? FittedRate(IReadOnlyList<double> losses)
    {
        ArgumentNullException.ThrowIfNull(losses);
        (double T, double Log)[] points = [.. losses.Select((loss, t) => (T: (double)t, Loss: loss)).Where(point => point.Loss > 0).Select(point => (point.T, Math.Log(point.Loss)))];
        if (points.Length < 2)
        {
            return null;
        }

        double meanT = points.Average(point => point.T);
        double meanLog = points.Average(point => point.Log);
        double slope = points.Sum(point => (point.T - meanT) * (point.Log - meanLog)) / points.Sum(point => (point.T - meanT) * (point.T - meanT));
        return -slope;
    }

    /// <summary>The first entry, counted from 1, at which a share of the first loss was lost.</summary>
    /// <param name="losses">L, one per epoch or step.</param>
    /// <param name="share">In (0, 1), e.g. 0.5.</param>
    /// <returns>The entry; null when it was not reached.</returns>
    public static int? StepsToLose(IReadOnlyList<double> losses, double share)
    {
        ArgumentNullException.ThrowIfNull(losses);
        for (int t = 0; t < losses.Count; t++)
        {
            if (losses[t] <= (1 - share) * losses[0])
            {
                return t + 1;
            }
        }

        return null;
    }
}
