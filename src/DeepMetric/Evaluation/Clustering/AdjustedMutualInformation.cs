namespace DeepMetric.Evaluation.Clustering;

/// <summary>How much clusters and labels tell of each other beyond chance: about 0 for random clusters (it may be negative), 1 for a perfect match.</summary>
/// <remarks>
/// <para>(I - E) / (H - E): I the mutual information, E its mean over random dealings of the same sizes, H the arithmetic mean of the two entropies.</para>
/// <para>Nothing to tell apart on either side (one label and one cluster, or no items) is 1. Where chance already explains all of I up to rounding the value is 0;
/// so it is when every item is alone on both sides, a match that chance can't miss.</para>
/// <para>Paper: Vinh, Epps and Bailey, "Information theoretic measures for clusterings comparison", JMLR 2010.</para>
/// </remarks>
public static class AdjustedMutualInformation
{
    /// <summary>What rounding alone may leave of a difference, relative to the numbers subtracted.</summary>
    private const double Rounding = 1e-13;

    /// <summary>Compares clusters with labels; how either is numbered doesn't matter.</summary>
    /// <param name="labels">The label of each item, <c>[n]</c>.</param>
    /// <param name="clusters">The cluster of each item, <c>[n]</c>.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(int[] labels, int[] clusters)
    {
        var table = new Contingency(labels, clusters);
        if (table.IsUndivided)
        {
            return 1;
        }

        double expected = table.ExpectedMutualInformation;
        double gained = table.MutualInformation - expected;
        double possible = table.MeanEntropy - expected;
        return Math.Abs(gained) <= Rounding * Math.Max(1, expected) ? 0 : gained / possible;
    }
}
