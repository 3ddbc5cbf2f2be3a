using DeepMetric.Lab.Runner;
using DeepMetric.Sampling;

namespace DeepMetric.Tests.Lab.Runner.Evaluation;

public sealed class BootstrapTests
{
    [Fact]
    public void Of_coin_tosses_it_is_the_normal_interval_of_a_share()
    {
        var random = new SeededRandom(1);
        double[] tosses = [.. Enumerable.Range(0, 2000).Select(_ => random.NextDouble() < 0.3 ? 1.0 : 0)];
        double mean = tosses.Average();
        double half = 1.96 * Math.Sqrt(mean * (1 - mean) / tosses.Length);
        NumberInterval interval = Of(tosses, [.. Enumerable.Range(0, tosses.Length)]);
        Assert.Equal(mean - half, interval.Low, 0.25 * half);
        Assert.Equal(mean + half, interval.High, 0.25 * half);
        Assert.Equal(interval, Of(tosses, [.. Enumerable.Range(0, tosses.Length)]));
    }

    [Fact]
    public void Queries_of_a_class_that_fare_alike_count_as_one_draw()
    {
        // Ten classes of 100 equal queries: as wide as for ten queries, ten times as wide as for a thousand.
        double[] values = [.. Enumerable.Range(0, 1000).Select(i => (i / 100) % 2.0)];
        NumberInterval classes = Of(values, [.. Enumerable.Range(0, 1000).Select(i => i / 100)]);
        NumberInterval queries = Of(values, [.. Enumerable.Range(0, 1000)]);
        Assert.InRange((classes.High - classes.Low) / (queries.High - queries.Low), 7, 13);
    }

    [Fact]
    public void A_constant_has_an_interval_of_no_width() => Assert.Equal(new NumberInterval(0.5, 0.5), Of([0.5, 0.5, 0.5], [0, 1, 1]));

    private static NumberInterval Of(double[] values, int[] units) => Bootstrap.Intervals([values], units, 0, TestContext.Current.CancellationToken)[0];
}
