namespace DeepMetric.Evaluation.Verification;

/// <summary>How well a threshold on the distance tells pairs of one class from pairs of two.</summary>
/// <remarks>
/// Where positive and negative pairs were drawn, rates are those of the draws, and scores that depend on how many there are (F1, accuracy) weigh the rates by how many there really are.
/// </remarks>
public sealed record PairVerificationResult
{
    /// <summary>Whether thresholds are similarities.</summary>
    public required bool IsSimilarity { get; init; }

    /// <summary>Pairs that belong together, all that there are.</summary>
    public required long PositivePairs { get; init; }

    /// <summary>Pairs that don't, all that there are.</summary>
    public required long NegativePairs { get; init; }

    /// <summary>Positive pairs that were judged: all, or as many as were drawn.</summary>
    public required long JudgedPositives { get; init; }

    /// <summary>Negative pairs that were judged: all, or as many as were drawn.</summary>
    public required long JudgedNegatives { get; init; }

    /// <summary>Whether pairs were drawn, so that all numbers are estimates.</summary>
    public bool IsSampled => JudgedPositives < PositivePairs || JudgedNegatives < NegativePairs;

    /// <summary>The area under the ROC curve: the chance that a positive pair is closer than a negative one, ties counted half; NaN without pairs of either kind.</summary>
    public required double RocAuc { get; init; }

    /// <summary>
    /// EER: where FMR and FNMR are equal on the ROC curve, whose points (one for each distance that occurs) are joined by straight lines; NaN without pairs of either kind.
    /// </summary>
    public required double EqualErrorRate { get; init; }

    /// <summary>Of the thresholds just behind the distance of a positive pair, the one whose FMR and FNMR differ least; null without pairs of either kind.</summary>
    public OperatingPoint? NearEqualError { get; init; }

    /// <summary>FNMR at each wanted FMR; empty without pairs of either kind.</summary>
    public IReadOnlyList<FalseMatchPoint> AtFalseMatchRates { get; init; } = [];

    /// <summary>The best F1, 2 TP / (2 TP + FP + FN); null without positive pairs.</summary>
    public BestThreshold? BestF1 { get; init; }

    /// <summary>The best share of pairs judged right; null without pairs. With far more negative pairs than positive ones, to accept nothing may be best.</summary>
    public BestThreshold? BestAccuracy { get; init; }

    /// <summary>The best mean of the shares of positive and of negative pairs judged right; null without pairs of either kind.</summary>
    public BestThreshold? BestBalancedAccuracy { get; init; }

    /// <summary>Each class by ascending label, when <see cref="PairVerificationOptions.KeepsClasses"/> asked for them; otherwise empty.</summary>
    public IReadOnlyList<ClassVerification> PerClass { get; init; } = [];
}
