namespace DeepMetric.Lab.Statistics;

/// <summary>How many seeds a statement needs.</summary>
public static class SeedCounts
{
    /// <summary>Below this many seeds nothing is tested.</summary>
    public const int Fewest = 3;

    /// <summary>Below this many seeds a warning stands beside each verdict.</summary>
    public const int Enough = 5;
}
