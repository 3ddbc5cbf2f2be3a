namespace DeepMetric.Lab.Statistics;

/// <summary>The differences of pairs, second minus first, and whether they are one number but for rounding.</summary>
internal sealed class PairedDifferences
{
    // A difference of two doubles carries their rounding; differences that vary by no more than a few units of it are one number.
    private const double RoundingUnits = 8;

    private PairedDifferences(double[] values, double rounding)
    {
        Values = values;
        Rounding = rounding;
        Summary = values.Length == 0 ? null : SummaryStatistics.Of(values);
        IsConstant = values.Length == 0 || values.Max() - values.Min() <= rounding;
    }

    /// <summary>The differences, in the order of the pairs.</summary>
    public double[] Values { get; }

    /// <summary>What rounding alone may change a difference by.</summary>
    public double Rounding { get; }

    /// <summary>Mean, spread and 95 % interval of the differences; null without pairs.</summary>
    public SummaryStatistics? Summary { get; }

    /// <summary>Whether the differences vary by rounding only.</summary>
    public bool IsConstant { get; }

    /// <summary>The mean difference, where rounding alone counts as 0; null without pairs.</summary>
    public double? Mean => Summary is null ? null : IsConstant && Math.Abs(Summary.Mean) <= Rounding ? 0 : Summary.Mean;

    /// <summary>The standard error of the mean, s / √n; null below 2 pairs.</summary>
    public double? StandardError => Summary?.StandardDeviation / Math.Sqrt(Values.Length);

    /// <summary>Takes the differences.</summary>
    /// <exception cref="ArgumentException">The counts differ, or a number is not finite.</exception>
    public static PairedDifferences Of(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
        {
            throw new ArgumentException($"Expected pairs, found {first.Count} and {second.Count} numbers.", nameof(second));
        }

        double[] differences = [.. first.Zip(second, (a, b) => b - a)];
        double largest = first.Concat(second).Select(Math.Abs).DefaultIfEmpty().Max();
        return new PairedDifferences(differences, RoundingUnits * Math.Pow(2, -52) * largest);
    }
}
