namespace DeepMetric.Lab.Statistics;

/// <summary>The sum and the number of the values of each unit, of which a mean is made.</summary>
internal sealed class UnitSums
{
    // Sums of differences from the first value: equal values then have exactly that mean, however often each unit is drawn.
    private readonly double _origin;
    private readonly double[] _sums;
    private readonly int[] _sizes;

    private UnitSums(double origin, double[] sums, int[] sizes)
    {
        _origin = origin;
        _sums = sums;
        _sizes = sizes;
        Mean = MeanOf([.. sums.Select(_ => 1)]);
    }

    /// <summary>How many units.</summary>
    public int Count => _sums.Length;

    /// <summary>The mean over all values.</summary>
    public double Mean { get; }

    /// <summary>Sums values by unit, in the order of the units' numbers.</summary>
    /// <exception cref="ArgumentException">The counts differ, or a value is not finite.</exception>
    public static UnitSums Of(IReadOnlyList<double> values, IReadOnlyList<int> units)
    {
        if (values.Count != units.Count)
        {
            throw new ArgumentException($"Expected a unit for each value, found {values.Count} values and {units.Count} units.", nameof(units));
        }

        int[] order = [.. units.Distinct().Order()];
        double[] sums = new double[order.Length];
        int[] sizes = new int[order.Length];
        for (int index = 0; index < values.Count; index++)
        {
            if (!double.IsFinite(values[index]))
            {
                throw new ArgumentException(FormattableString.Invariant($"Expected finite values, found {values[index]} at index {index}."), nameof(values));
            }

            int unit = Array.BinarySearch(order, units[index]);
            sums[unit] += values[index] - values[0];
            sizes[unit]++;
        }

        return new UnitSums(values.Count == 0 ? 0 : values[0], sums, sizes);
    }

    /// <summary>The mean where each unit is there so many times.</summary>
    public double MeanOf(int[] times)
    {
        double sum = 0;
        long count = 0;
        for (int unit = 0; unit < times.Length; unit++)
        {
            sum += times[unit] * _sums[unit];
            count += (long)times[unit] * _sizes[unit];
        }

        return _origin + (count == 0 ? 0 : sum / count);
    }

    /// <summary>The mean without each unit in turn.</summary>
    public double[] LeaveOneOut()
    {
        double sum = _sums.Sum();
        int count = _sizes.Sum();
        return [.. _sums.Select((left, unit) => _origin + ((sum - left) / (count - _sizes[unit])))];
    }
}
