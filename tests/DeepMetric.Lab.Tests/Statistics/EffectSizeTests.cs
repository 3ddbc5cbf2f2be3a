using CsCheck;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Statistics;

public sealed class EffectSizeTests
{
    private static readonly double[] Eight = [0.021, -0.004, 0.013, 0.008, 0.030, 0.001, -0.002, 0.017];

    // d = Eight, dz = d.mean() / d.std(ddof=1), J = np.exp(gammaln(3.5) - gammaln(3)) / np.sqrt(3.5);
    // [brentq(lambda nc: nct.cdf(dz * np.sqrt(8), 7, nc) - p, -5, 20, xtol=1e-14) / np.sqrt(8) for p in (.975, .025)] of scipy, and the same by mpmath in 30 digits.
    [Fact]
    public void Eight_pairs_as_scipy_gives_them()
    {
        EffectSize effect = Of(Eight)!;
        Assert.Equal(8, effect.Pairs);
        Assert.Equal(0.8776158503800643, effect.Dz, 1e-12);
        Assert.Equal(0.7795009501272674, effect.Corrected, 1e-12);
        Assert.Equal(0.029759821382332918, effect.Low, 1e-10);
        Assert.Equal(1.6830478785668521, effect.High, 1e-10);
    }

    // J = Γ(1) / (√1 Γ(1/2)) = 1/√π for 2 degrees, Γ(3/2) / (√1.5 Γ(1)) = √π / (2 √1.5) for 3 and Γ(5) / (√5 Γ(9/2)) for 10, with Γ(5) = 24 and
    // Γ(9/2) = 3.5 · 2.5 · 1.5 · 0.5 √π.
    [Fact]
    public void The_correction_equals_its_closed_forms()
    {
        Assert.Equal(1 / Math.Sqrt(Math.PI), EffectSize.HedgesCorrection(2), 1e-13);
        Assert.Equal(Math.Sqrt(Math.PI) / (2 * Math.Sqrt(1.5)), EffectSize.HedgesCorrection(3), 1e-13);
        Assert.Equal(24 / (3.5 * 2.5 * 1.5 * 0.5 * Math.Sqrt(Math.PI)) / Math.Sqrt(5), EffectSize.HedgesCorrection(10), 1e-13);
        Assert.Throws<ArgumentOutOfRangeException>(() => EffectSize.HedgesCorrection(1));
    }

    [Fact]
    public void There_is_none_for_constant_differences_and_fewer_than_3_pairs()
    {
        Assert.Null(Of([0.1, 0.1, 0.1]));
        Assert.Null(EffectSize.Of([0.2, 0.3, 0.8], [0.3, 0.4, 0.9]));
        Assert.Null(Of([1, 2]));
        Assert.Null(Of([]));
    }

    [Fact]
    public void The_interval_holds_0_exactly_where_the_t_test_is_not_significant()
    {
        int significant = 0;
        Gen.Double[-0.5, 2].Array[3, 15].Where(differences => differences.Max() - differences.Min() > 1e-6).Sample(
            differences =>
            {
                EffectSize effect = Of(differences)!;
                EffectSize back = Of([.. differences.Select(value => -value)])!;
                bool shown = PairedTTest.Of(new double[differences.Length], differences).P < 0.05;
                significant += shown ? 1 : 0;
                return shown == (effect.Low > 0 || effect.High < 0) && effect.Low < effect.Dz && effect.Dz < effect.High
                    && Math.Abs(effect.Corrected) <= Math.Abs(effect.Dz) && Math.Abs(back.Low + effect.High) < 1e-9;
            },
            threads: 1);
        Assert.InRange(significant, 5, 95);
    }

    [Fact]
    public void Differences_that_hardly_vary_have_a_large_effect() =>
        Assert.InRange(Of([1, 1 + 1e-9, 1 - 1e-9, 1])!.Low, 1e8, 1e9);

    [Fact]
    public void Refuses_what_is_no_confidence() => Assert.Throws<ArgumentOutOfRangeException>(() => EffectSize.Of([1, 2, 3], [1, 3, 5], 1));

    private static EffectSize? Of(double[] differences) => EffectSize.Of(new double[differences.Length], differences);
}
