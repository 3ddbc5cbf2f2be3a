using CsCheck;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Statistics;

public sealed class PairedTTestPowerTests
{
    // c = t.ppf(1 - a/2, n - 1); nct.sf(c, n - 1, e * np.sqrt(n)) + nct.cdf(-c, n - 1, e * np.sqrt(n)) of scipy.stats.
    [Theory]
    [InlineData(0.5, 10, 0.05, 0.2931756065300414)]
    [InlineData(-0.5, 10, 0.05, 0.2931756065300414)]
    [InlineData(1, 5, 0.05, 0.401389917371794)]
    [InlineData(2, 3, 0.05, 0.4707494312554774)]
    [InlineData(0.2, 200, 0.05, 0.803666660586437)]
    [InlineData(0.8, 15, 0.01, 0.5619286628549078)]
    [InlineData(1.5, 2, 0.05, 0.1329521241543751)]
    public void Equals_scipy(double effect, int pairs, double level, double expected) => Assert.Equal(expected, PairedTTestPower.Of(effect, pairs, level), 1e-9);

    // next(n for n in range(2, 12000) if power(e, n) >= .8) with the expression above.
    [Theory]
    [InlineData(0.2, 199)]
    [InlineData(0.5, 34)]
    [InlineData(0.8, 15)]
    [InlineData(1, 10)]
    [InlineData(2, 5)]
    [InlineData(5, 3)]
    [InlineData(0.03, 8723)]
    public void Fewest_pairs_equal_a_search_with_scipy(double effect, int pairs) => Assert.Equal(pairs, PairedTTestPower.FewestPairs(effect));

    [Fact]
    public void Effects_too_small_for_10_000_pairs_have_no_number()
    {
        Assert.Null(PairedTTestPower.FewestPairs(0));
        Assert.Null(PairedTTestPower.FewestPairs(0.02));
        Assert.Equal(2, PairedTTestPower.FewestPairs(0, power: 0.04));
    }

    [Fact]
    public void Without_an_effect_it_is_the_level_and_it_grows_with_effect_and_pairs() => Gen.Select(Gen.Double[0, 2], Gen.Int[2, 60], Gen.Double[0.005, 0.3]).Sample(
        (effect, pairs, level) =>
        {
            double power = PairedTTestPower.Of(effect, pairs, level);
            return Math.Abs(PairedTTestPower.Of(0, pairs, level) - level) < 1e-9 && power >= level - 1e-9
                && PairedTTestPower.Of(effect + 0.1, pairs, level) > power - 1e-9 && PairedTTestPower.Of(effect, pairs + 1, level) > power - 1e-9;
        },
        iter: 50,
        threads: 1);

    // 4,000 simulated runs of 6 pairs with an effect of 1.2: the share of significant ones within 3 standard errors of 0.75 points.
    [Fact]
    public void Is_the_share_of_simulated_runs_that_are_significant()
    {
        var random = new SplitMix(11);
        double expected = PairedTTestPower.Of(1.2, 6);
        int shown = Enumerable.Range(0, 4000).Count(_ => PairedTTest.Of(new double[6], [.. Enumerable.Range(0, 6).Select(_ => 1.2 + random.Normal())]).P < 0.05);
        Assert.Equal(expected, shown / 4000.0, 0.024);
    }

    [Fact]
    public void Refuses_what_has_no_power()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedTTestPower.Of(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedTTestPower.Of(double.NaN, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedTTestPower.Of(1, 5, level: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedTTestPower.FewestPairs(1, power: 1));
    }
}
