namespace DeepMetric.Lab.Statistics;

/// <summary>Intervals of means over test queries, by drawing queries or whole classes anew.</summary>
/// <remarks>
/// <para>
/// Again and again, as many units are drawn with replacement as there are, and the mean over their values is taken; the interval goes from one quantile of these means to
/// another. It describes the choice of test items of one model: not its training, which another seed would change. Where test classes stand for others, as in class-disjoint
/// splits, the units are classes.
/// </para>
/// <para>
/// Paper: Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 1979; Efron, "Better bootstrap confidence intervals", Journal of the American Statistical
/// Association 1987; Field and Welsh, "Bootstrapping clustered data", Journal of the Royal Statistical Society B 2007.
/// </para>
/// </remarks>
public static class ClusterBootstrap
{
    /// <summary>With fewer units than this there is no interval: it would be far too narrow.</summary>
    public const int FewestUnits = 10;

    private const int FewestResamples = 100;

    /// <summary>The interval of a mean whose values are the units.</summary>
    /// <param name="values">The values, at least 10, all finite.</param>
    /// <param name="options">Resamples, confidence, method and seed.</param>
    /// <exception cref="ArgumentException">There are fewer than 10 values, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static BootstrapInterval Of(IReadOnlyList<double> values, ClusterBootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Of(values, [.. Enumerable.Range(0, values.Count)], options);
    }

    /// <summary>The interval of a mean whose units are classes.</summary>
    /// <param name="values">The values, all finite.</param>
    /// <param name="units">The unit of each value, such as the label of its class: at least 10 different ones.</param>
    /// <param name="options">Resamples, confidence, method and seed.</param>
    /// <exception cref="ArgumentException">The counts differ, there are fewer than 10 units, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static BootstrapInterval Of(IReadOnlyList<double> values, IReadOnlyList<int> units, ClusterBootstrapOptions? options = null) => Intervals([values], units, options)[0];

    /// <summary>The intervals of several means over the same values' units, all from the same draws.</summary>
    /// <param name="numbers">For each number its values, all finite.</param>
    /// <param name="units">The unit of each value: at least 10 different ones.</param>
    /// <param name="options">Resamples, confidence, method and seed.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ArgumentException">The counts differ, there are fewer than 10 units, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static IReadOnlyList<BootstrapInterval> Intervals(
        IReadOnlyList<IReadOnlyList<double>> numbers, IReadOnlyList<int> units, ClusterBootstrapOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentNullException.ThrowIfNull(units);
        options = Checked(options ?? new());
        UnitSums[] sums = [.. numbers.Select(values => UnitSums.Of(values, units))];
        if (sums.Length == 0)
        {
            return [];
        }

        if (sums[0].Count < FewestUnits)
        {
            throw new ArgumentException($"Expected at least {FewestUnits} units to draw from, found {sums[0].Count}: an interval of so few would be far too narrow.", nameof(units));
        }

        double[][] means = Means(sums, options, cancellation);
        return [.. sums.Zip(means, (sum, drawn) => IntervalOf(sum, drawn, options))];
    }

    private static double[][] Means(UnitSums[] sums, ClusterBootstrapOptions options, CancellationToken cancellation)
    {
        double[][] means = [.. sums.Select(_ => new double[options.Resamples])];
        Parallel.For(0, options.Resamples, new ParallelOptions { CancellationToken = cancellation }, resample =>
        {
            var random = new SplitMix64(options.Seed, (ulong)resample);
            int units = sums[0].Count;
            var times = new int[units];
            for (int draw = 0; draw < units; draw++)
            {
                times[random.NextInt(units)]++;
            }

            for (int number = 0; number < sums.Length; number++)
            {
                means[number][resample] = sums[number].MeanOf(times);
            }
        });
        return means;
    }

    private static BootstrapInterval IntervalOf(UnitSums sums, double[] means, ClusterBootstrapOptions options)
    {
        Array.Sort(means);
        double tail = (1 - options.Confidence) / 2;
        (double low, double high) = options.Method == BootstrapMethod.Percentile ? (tail, 1 - tail) : AcceleratedTails.Of(sums, means, tail);
        return new BootstrapInterval { Mean = sums.Mean, Low = Quantile(means, low), High = Quantile(means, high), Units = sums.Count };
    }

    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    private static ClusterBootstrapOptions Checked(ClusterBootstrapOptions options)
    {
        if (options.Resamples < FewestResamples)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Resamples, $"Expected at least {FewestResamples} resamples.");
        }

        return options.Confidence > 0 && options.Confidence < 1
            ? options
            : throw new ArgumentOutOfRangeException(nameof(options), options.Confidence, "Expected a confidence between 0 and 1.");
    }
}
