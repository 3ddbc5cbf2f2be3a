namespace DeepMetric.Lab.Statistics;

/// <summary>One number of two arms, paired by seed: second minus first.</summary>
public sealed record PairedComparison
{
    /// <summary>The experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>The metric's id.</summary>
    public required string Metric { get; init; }

    /// <summary>The arm subtracted, e.g. <c>contrastive</c>.</summary>
    public required string First { get; init; }

    /// <summary>The arm subtracted from, e.g. <c>triplet</c>.</summary>
    public required string Second { get; init; }

    /// <summary>Pairs: seeds for which both numbers are defined.</summary>
    public required int Pairs { get; init; }

    /// <summary>Seeds for which one of the two is not defined (for instance a loss that never halved).</summary>
    public required int Undefined { get; init; }

    /// <summary>The mean difference, second minus first; null without pairs.</summary>
    public double? Difference { get; init; }

    /// <summary>The lower end of the 95 % t interval of the difference, uncorrected; null below 2 pairs.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end of the interval; null below 2 pairs.</summary>
    public double? High { get; init; }

    /// <summary>The t statistic; null where the differences have no variance or there are fewer than 2.</summary>
    public double? T { get; init; }

    /// <summary>The two-sided p-value: 0 for a constant difference other than 0 (with fewer than 5 pairs 2 / 2ⁿ), 1 for a constant 0; null below 3 pairs.</summary>
    public double? P { get; init; }

    /// <summary>The p-value after Holm's correction over all tests of the run; null where <see cref="P"/> is.</summary>
    public double? HolmP { get; init; }

    /// <summary>Whether the corrected p-value is below 0.05.</summary>
    public required bool Significant { get; init; }
}
