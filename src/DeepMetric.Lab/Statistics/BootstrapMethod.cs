namespace DeepMetric.Lab.Statistics;

/// <summary>How an interval follows from the means of resamples.</summary>
public enum BootstrapMethod
{
    /// <summary>It goes from one quantile of the means to the other.</summary>
    Percentile,

    /// <summary>The quantiles are corrected for bias and skew (BCa): better for few units and shares near 0 or 1.</summary>
    BiasCorrectedAccelerated,
}
