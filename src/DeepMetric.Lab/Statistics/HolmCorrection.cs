namespace DeepMetric.Lab.Statistics;

/// <summary>Holm's step-down correction for making several tests.</summary>
/// <remarks>
/// Of m p-values in ascending order, the i-th (from 0) becomes the largest of (m - j) p_j over j ≤ i, at most 1. Rejecting those below a level keeps
/// the probability of any false rejection under it, however the tests depend on each other (Holm, Scandinavian Journal of Statistics 1979).
/// </remarks>
public static class HolmCorrection
{
    /// <summary>The corrected p-values, in the order given; equal p-values stay equal.</summary>
    /// <param name="pValues">The p-values, each in [0, 1].</param>
    /// <exception cref="ArgumentException">A p-value is outside [0, 1].</exception>
    public static IReadOnlyList<double> Adjust(IReadOnlyList<double> pValues)
    {
        Probabilities.Check(pValues);
        double[] adjusted = new double[pValues.Count];
        double largest = 0;
        int rank = 0;
        foreach (int index in Enumerable.Range(0, pValues.Count).OrderBy(index => pValues[index]))
        {
            largest = Math.Max(largest, Math.Min(1, (pValues.Count - rank) * pValues[index]));
            adjusted[index] = largest;
            rank++;
        }

        return adjusted;
    }
}
