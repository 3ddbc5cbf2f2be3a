using CsCheck;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Statistics;

public sealed class ClusterBootstrapTests
{
    // An independent version in Python, with draws r = mixed(mixed(seed + G) ^ resample) of SplitMix64 and Lemire's method, S and N the sums and sizes of units:
    //   means = np.array([S[i].sum() / N[i].sum() for i in draws]); np.quantile(means, [.025, .975]) and, for the corrected one,
    //   z0 = norm.ppf(((means < th).sum() + .5 * (means == th).sum()) / 1000); e = j.mean() - j, j the leave-one-out means; a = (e**3).sum() / (6 * (e**2).sum()**1.5);
    //   z = norm.ppf([.025, .975]); np.quantile(means, norm.cdf(z0 + (z0 + z) / (1 - a * (z0 + z)))).
    [Theory]
    [InlineData(BootstrapMethod.Percentile, 0.25, 0.3178777472527472)]
    [InlineData(BootstrapMethod.BiasCorrectedAccelerated, 0.24908424908424906, 0.31578153162135625)]
    public void Twelve_units_of_forty_values_as_numpy_gives_them(BootstrapMethod method, double low, double high)
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(i => i * i % 7 / 7.0)];
        BootstrapInterval interval = ClusterBootstrap.Of(values, [.. Enumerable.Range(0, 40).Select(i => i % 12)], new() { Method = method });
        Assert.Equal(0.28214285714285714, interval.Mean, 1e-12);
        Assert.Equal(low, interval.Low, 1e-10);
        Assert.Equal(high, interval.High, 1e-10);
        Assert.Equal(12, interval.Units);
    }

    // The same with seed 5 and a confidence of 0.9, each value a unit.
    [Theory]
    [InlineData(BootstrapMethod.Percentile, 0.08333333333333333, 0.6354166666666666)]
    [InlineData(BootstrapMethod.BiasCorrectedAccelerated, 0.11458333333333333, 0.7708333333333334)]
    public void Twelve_skewed_values_as_numpy_gives_them(BootstrapMethod method, double low, double high)
    {
        BootstrapInterval interval = ClusterBootstrap.Of([1, 0, 0, 0, 0.5, 0.25, 0, 0, 2, 0, 0.125, 0], new() { Method = method, Seed = 5, Confidence = 0.9 });
        Assert.Equal(0.3229166666666667, interval.Mean, 1e-12);
        Assert.Equal(low, interval.Low, 1e-10);
        Assert.Equal(high, interval.High, 1e-10);
    }

    [Theory]
    [InlineData(BootstrapMethod.Percentile)]
    [InlineData(BootstrapMethod.BiasCorrectedAccelerated)]
    public void Of_coin_tosses_it_is_the_normal_interval_of_a_share(BootstrapMethod method)
    {
        var random = new SplitMix(1);
        double[] tosses = [.. Enumerable.Range(0, 2000).Select(_ => random.Uniform() < 0.3 ? 1.0 : 0)];
        double mean = tosses.Average();
        double half = 1.96 * Math.Sqrt(mean * (1 - mean) / tosses.Length);
        BootstrapInterval interval = ClusterBootstrap.Of(tosses, new() { Method = method });
        Assert.Equal(mean - half, interval.Low, 0.25 * half);
        Assert.Equal(mean + half, interval.High, 0.25 * half);
    }

    [Fact]
    public void Queries_of_a_class_that_fare_alike_count_as_one_draw()
    {
        // Ten classes of 100 equal queries: as wide as for ten queries, ten times as wide as for a thousand.
        double[] values = [.. Enumerable.Range(0, 1000).Select(i => i / 100 % 2.0)];
        BootstrapInterval classes = ClusterBootstrap.Of(values, [.. Enumerable.Range(0, 1000).Select(i => i / 100)]);
        BootstrapInterval queries = ClusterBootstrap.Of(values);
        Assert.InRange((classes.High - classes.Low) / (queries.High - queries.Low), 7, 13);
    }

    [Fact]
    public void Equal_values_have_an_interval_of_no_width() => Assert.All(
        Enum.GetValues<BootstrapMethod>(),
        method => Assert.Equal(
            new BootstrapInterval { Mean = 0.1, Low = 0.1, High = 0.1, Units = 10 },
            ClusterBootstrap.Of([.. Enumerable.Repeat(0.1, 30)], [.. Enumerable.Range(0, 30).Select(i => i % 10)], new() { Method = method })));

    [Fact]
    public void The_seed_decides_and_the_names_of_units_and_other_numbers_do_not() => Gen.Select(Gen.Double[0, 1].Array[10, 40], Gen.ULong).Sample(
        (values, seed) =>
        {
            var options = new ClusterBootstrapOptions { Seed = seed, Resamples = 200 };
            BootstrapInterval one = ClusterBootstrap.Of(values, options);
            int[] renamed = [.. Enumerable.Range(0, values.Length).Select(i => (10 * i) - 77)];
            return one == ClusterBootstrap.Intervals([values.Select(value => 1 - value).ToArray(), values], renamed, options)[1]
                && one != ClusterBootstrap.Of(values, options with { Seed = seed + 1 })
                && one.Low <= one.Mean && one.Mean <= one.High && one.Low >= values.Min() && one.High <= values.Max();
        },
        iter: 30,
        threads: 1);

    [Fact]
    public void Fewer_than_10_units_are_refused()
    {
        int[] nine = [.. Enumerable.Range(0, 100).Select(i => i % 9)];
        ArgumentException refused = Assert.Throws<ArgumentException>(() => ClusterBootstrap.Of(new double[100], nine));
        Assert.Contains("Expected at least 10 units to draw from, found 9", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ClusterBootstrap.Of([]));
    }

    [Fact]
    public void Refuses_values_without_a_unit_and_options_that_make_no_sense()
    {
        double[] ten = new double[10];
        Assert.Throws<ArgumentException>(() => ClusterBootstrap.Of(ten, [1, 2]));
        Assert.Throws<ArgumentException>(() => ClusterBootstrap.Of([.. ten, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterBootstrap.Of(ten, new ClusterBootstrapOptions { Resamples = 99 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterBootstrap.Of(ten, new ClusterBootstrapOptions { Confidence = 1 }));
    }
}
