namespace DeepMetric.Lab.Statistics;

/// <summary>Count, mean, spread and t interval of a few numbers.</summary>
public sealed record SummaryStatistics
{
    private SummaryStatistics(int count, double mean)
    {
        Count = count;
        Mean = mean;
    }

    /// <summary>How many numbers.</summary>
    public int Count { get; }

    /// <summary>Their mean.</summary>
    public double Mean { get; }

    /// <summary>Their standard deviation, unbiased (n - 1); null below 2 numbers.</summary>
    public double? StandardDeviation { get; private init; }

    /// <summary>The lower end of the t interval of the mean; null below 2 numbers.</summary>
    public double? Low { get; private init; }

    /// <summary>The upper end of the t interval of the mean; null below 2 numbers.</summary>
    public double? High { get; private init; }

    /// <summary>Summarises numbers. Equal numbers have an interval of no width.</summary>
    /// <param name="values">The numbers, at least one, all finite.</param>
    /// <param name="confidence">The confidence of the interval, in (0, 1).</param>
    /// <exception cref="ArgumentException">There is no number, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is not between 0 and 1.</exception>
    public static SummaryStatistics Of(IReadOnlyList<double> values, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
        {
            throw new ArgumentException("Expected at least one number, found none.", nameof(values));
        }

        for (int index = 0; index < values.Count; index++)
        {
            if (!double.IsFinite(values[index]))
            {
                throw new ArgumentException(FormattableString.Invariant($"Expected finite numbers, found {values[index]} at index {index}."), nameof(values));
            }
        }

        // Differences from the first number: equal numbers then have exactly that mean and no variance.
        double origin = values[0];
        double mean = origin + (values.Sum(value => value - origin) / values.Count);
        if (values.Count < 2)
        {
            return new SummaryStatistics(values.Count, mean);
        }

        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        double half = StudentT.Critical(confidence, values.Count - 1) * deviation / Math.Sqrt(values.Count);
        return new SummaryStatistics(values.Count, mean) { StandardDeviation = deviation, Low = mean - half, High = mean + half };
    }
}
