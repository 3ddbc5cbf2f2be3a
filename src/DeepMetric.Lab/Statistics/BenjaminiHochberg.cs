namespace DeepMetric.Lab.Statistics;

/// <summary>Benjamini and Hochberg's step-up correction: it bounds the share of false ones among the rejections.</summary>
/// <remarks>
/// Of m p-values in ascending order, the i-th (from 1) becomes the smallest of m p_j / j over j ≥ i, at most 1. Rejecting those up to a level keeps the expected
/// share of false rejections among all rejections under it where the tests are independent or positively dependent (Benjamini and Hochberg, Journal of the Royal Statistical
/// Society B 1995; Benjamini and Yekutieli, Annals of Statistics 2001). It promises less than <see cref="HolmCorrection"/> and rejects at least as much.
/// </remarks>
public static class BenjaminiHochberg
{
    /// <summary>The corrected p-values, in the order given; equal p-values stay equal.</summary>
    /// <param name="pValues">The p-values, each in [0, 1].</param>
    /// <exception cref="ArgumentException">A p-value is outside [0, 1].</exception>
    public static IReadOnlyList<double> Adjust(IReadOnlyList<double> pValues)
    {
        Probabilities.Check(pValues);
        double[] adjusted = new double[pValues.Count];
        double smallest = 1;
        int rank = pValues.Count;
        foreach (int index in Enumerable.Range(0, pValues.Count).OrderByDescending(index => pValues[index]))
        {
            smallest = Math.Min(smallest, pValues[index] * pValues.Count / rank);
            adjusted[index] = smallest;
            rank--;
        }

        return adjusted;
    }
}
