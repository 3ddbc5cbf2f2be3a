namespace DeepMetric.Evaluation.Matching;

/// <summary>By what a threshold is chosen.</summary>
public enum ThresholdCriterion
{
    /// <summary>The share of pairs judged right. With far more pairs of two classes than of one, to accept nothing may be best.</summary>
    Accuracy,

    /// <summary>The mean of the shares of matching and of other pairs judged right.</summary>
    BalancedAccuracy,

    /// <summary>F1 of the matching pairs.</summary>
    F1,
}
