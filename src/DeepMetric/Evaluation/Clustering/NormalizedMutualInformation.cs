namespace DeepMetric.Evaluation.Clustering;

/// <summary>How much clusters and labels tell of each other: 0 nothing, 1 everything. Many small clusters raise it by chance.</summary>
/// <remarks>
/// I(labels; clusters) over the arithmetic mean of the two entropies. Nothing to tell apart on either side (one label and one cluster, or no items) is a perfect
/// match, 1; no information at all is 0.
/// </remarks>
public static class NormalizedMutualInformation
{
    private const double Epsilon = 2.220446049250313e-16;

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

        double information = table.MutualInformation;
        return information <= Epsilon ? 0 : information / table.MeanEntropy;
    }
}
