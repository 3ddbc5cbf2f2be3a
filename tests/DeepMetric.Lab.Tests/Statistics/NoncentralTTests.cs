using CsCheck;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Statistics;

public sealed class NoncentralTTests
{
    // scipy.stats.nct.cdf(t, v, nc), which agrees with the integral by mpmath in 30 digits.
    [Theory]
    [InlineData(2, 1, 0.5, 0.7484855842392902)]
    [InlineData(1.5, 4, 2, 0.2980823590794079)]
    [InlineData(-1, 9, 1, 0.02725048292834815)]
    [InlineData(3, 3, -1, 0.9962769529987119)]
    [InlineData(2.2621571627409915, 9, 2.5, 0.3938732209982526)]
    [InlineData(0, 5, 0.7, 0.241963652223073)]
    [InlineData(20, 3, 15, 0.6391929985609172)]
    [InlineData(2, 100, 2, 0.4980144587870451)]
    public void Equals_scipy(double t, int degrees, double noncentrality, double expected) =>
        Assert.Equal(expected, NoncentralT.Cumulative(t, degrees, noncentrality), 1e-12);

    [Fact]
    public void Without_an_effect_it_is_the_t_distribution() => Gen.Select(Gen.Double[-30, 30], Gen.Int[1, 3000]).Sample(
        (t, degrees) => Math.Abs(NoncentralT.UpperTail(t, degrees, 0) - StudentT.UpperTailP(t, degrees)) < 1e-11,
        threads: 1);

    [Fact]
    public void Both_tails_make_1_and_the_noncentrality_is_found_again() => Gen.Select(Gen.Double[-20, 20], Gen.Int[1, 200], Gen.Double[0.01, 0.99]).Sample(
        (t, degrees, probability) =>
        {
            double noncentrality = NoncentralT.NoncentralityFor(t, degrees, probability);
            double below = NoncentralT.Cumulative(t, degrees, noncentrality);
            return Math.Abs(below - probability) < 1e-9 && Math.Abs(below + NoncentralT.UpperTail(t, degrees, noncentrality) - 1) < 1e-12;
        },
        iter: 60,
        threads: 1);

    [Fact]
    public void Refuses_what_has_no_distribution()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NoncentralT.Cumulative(1, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoncentralT.Cumulative(double.PositiveInfinity, 2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoncentralT.Cumulative(1, 2, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoncentralT.NoncentralityFor(1, 2, 1));
    }
}
