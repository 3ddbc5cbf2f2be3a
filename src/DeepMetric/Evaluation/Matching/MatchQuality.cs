namespace DeepMetric.Evaluation.Matching;

/// <summary>How often a threshold is right, over all pairs of a search.</summary>
/// <param name="TruePositives">Pairs that belong together and match.</param>
/// <param name="FalseNegatives">Pairs that belong together and don't match.</param>
/// <param name="FalsePositives">Pairs that don't belong together and match.</param>
/// <param name="TrueNegatives">Pairs that don't belong together and don't match.</param>
public sealed record MatchQuality(long TruePositives, long FalseNegatives, long FalsePositives, long TrueNegatives)
{
    /// <summary>The share of pairs judged right; NaN without pairs.</summary>
    public double Accuracy => Share(TruePositives + TrueNegatives, FalsePositives + FalseNegatives);

    /// <summary>The mean of the shares of both kinds judged right; NaN without pairs of either kind.</summary>
    public double BalancedAccuracy => (Share(TruePositives, FalseNegatives) + Share(TrueNegatives, FalsePositives)) / 2;

    /// <summary>2 TP / (2 TP + FP + FN); NaN without pairs that belong together or match.</summary>
    public double F1 => Share(2 * TruePositives, FalsePositives + FalseNegatives);

    /// <summary>The share of matching pairs that belong together; NaN without matches.</summary>
    public double Precision => Share(TruePositives, FalsePositives);

    /// <summary>The share of pairs that belong together which match; NaN without such.</summary>
    public double Recall => Share(TruePositives, FalseNegatives);

    /// <summary>FMR: the share of pairs that don't belong together which match; NaN without such.</summary>
    public double FalseMatchRate => Share(FalsePositives, TrueNegatives);

    /// <summary>FNMR: the share of pairs that belong together which don't match; NaN without such.</summary>
    public double FalseNonMatchRate => Share(FalseNegatives, TruePositives);

    private static double Share(long part, long rest) => part + rest == 0 ? double.NaN : (double)part / (part + rest);
}
