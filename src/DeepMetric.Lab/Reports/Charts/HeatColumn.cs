namespace DeepMetric.Lab.Reports.Charts;

/// <summary>The range of the numbers in a column of a heat map.</summary>
/// <param name="Best">The best number; not a number where the column has none.</param>
/// <param name="Worst">The worst.</param>
internal readonly record struct HeatColumn(double Best, double Worst)
{
    private const double Least = 0.06;

    /// <summary>Whether the column has no number.</summary>
    public bool IsEmpty => double.IsNaN(Best);

    /// <summary>The range of numbers; those that are missing or not finite are left out.</summary>
    public static HeatColumn Of(IEnumerable<double?> cells, bool lowerIsBetter)
    {
        double[] values = [.. cells.OfType<double>().Where(double.IsFinite)];
        return values.Length == 0 ? new(double.NaN, double.NaN)
            : lowerIsBetter ? new(values.Min(), values.Max())
            : new(values.Max(), values.Min());
    }

    /// <summary>Whether a number is the best of the column; none is where all are equal.</summary>
    public bool IsBest(double value) => value == Best && Best != Worst;

    /// <summary>How good a number is: from a little above 0 for the worst to 1 for the best; a half where all are equal.</summary>
    public double Goodness(double value) => Best == Worst ? 0.5 : Least + ((1 - Least) * ((value - Worst) / (Best - Worst)));
}
