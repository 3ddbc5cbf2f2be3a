using DeepMetric.Sampling;

namespace DeepMetric.Lab.Runner;

/// <summary>Percentile intervals of means over queries.</summary>
/// <remarks>
/// A thousand times, as many units are drawn with replacement as there are, and the mean over their queries is taken; the interval goes from the 2.5 % to the 97.5 % quantile of
/// these means. It describes the choice of test items of one model: not its training, which another seed would change. Paper: Efron, Annals of Statistics 1979.
/// </remarks>
internal static class Bootstrap
{
    /// <summary>Resamples.</summary>
    public const int Resamples = 1000;

    private const double Tail = 0.025;

    /// <summary>The interval of each number.</summary>
    /// <param name="values">For each number its value of each query.</param>
    /// <param name="units">The unit of each query, from 0: the query itself, or its class.</param>
    /// <param name="seed">Decides the draws.</param>
    /// <param name="cancellation">Stops.</param>
    public static NumberInterval[] Intervals(IReadOnlyList<double[]> values, int[] units, ulong seed, CancellationToken cancellation)
    {
        int unitCount = units.Max() + 1;
        var sums = new double[values.Count][];
        var sizes = new int[unitCount];
        foreach (int unit in units)
        {
            sizes[unit]++;
        }

        for (int number = 0; number < sums.Length; number++)
        {
            sums[number] = new double[unitCount];
            for (int query = 0; query < units.Length; query++)
            {
                sums[number][units[query]] += values[number][query];
            }
        }

        var means = new double[values.Count, Resamples];
        Parallel.For(0, Resamples, new ParallelOptions { CancellationToken = cancellation }, resample =>
        {
            var random = new SeededRandom(SeededRandom.Derive(seed, "bootstrap", (ulong)resample));
            var drawn = new double[values.Count];
            long count = 0;
            for (int draw = 0; draw < unitCount; draw++)
            {
                int unit = random.NextInt(unitCount);
                count += sizes[unit];
                for (int number = 0; number < drawn.Length; number++)
                {
                    drawn[number] += sums[number][unit];
                }
            }

            for (int number = 0; number < drawn.Length; number++)
            {
                means[number, resample] = drawn[number] / count;
            }
        });
        return [.. Enumerable.Range(0, values.Count).Select(number => IntervalOf([.. Enumerable.Range(0, Resamples).Select(resample => means[number, resample]).Order()]))];
    }

    private static NumberInterval IntervalOf(double[] sorted) => new(Quantile(sorted, Tail), Quantile(sorted, 1 - Tail));

    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
