using CsCheck;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Statistics;

public sealed class EquivalenceTestTests
{
    private static readonly double[] Eight = [0.021, -0.004, 0.013, 0.008, 0.030, 0.001, -0.002, 0.017];

    // d = Eight: ttest_1samp(d, -0.025, alternative='greater').pvalue, ttest_1samp(d, 0.025, alternative='less').pvalue and
    // t.interval(0.9, 7, d.mean(), d.std(ddof=1) / np.sqrt(8)) of scipy.stats.
    [Fact]
    public void Eight_pairs_are_equivalent_within_0_025()
    {
        EquivalenceTest test = Of(Eight, 0.025);
        Assert.Equal(3.352589019275898e-05, test.LowerP!.Value, 1e-12);
        Assert.Equal(0.005508284911673387, test.UpperP!.Value, 1e-10);
        Assert.Equal(test.UpperP, test.P);
        Assert.Equal(0.0024859420982590655, test.Low!.Value, 1e-10);
        Assert.Equal(0.018514057901740932, test.High!.Value, 1e-10);
        Assert.True(test.Equivalent);
    }

    // The same with 0.018: its upper p-value is above 0.05, as the upper end of the interval, 0.0185, is above 0.018.
    [Fact]
    public void Eight_pairs_are_not_equivalent_within_0_018()
    {
        EquivalenceTest test = Of(Eight, 0.018);
        Assert.Equal(0.00013401723232353406, test.LowerP!.Value, 1e-10);
        Assert.Equal(0.05975116995237683, test.P!.Value, 1e-10);
        Assert.False(test.Equivalent);
    }

    [Fact]
    public void A_constant_difference_is_inside_or_it_is_not()
    {
        EquivalenceTest inside = Of([0.1, 0.1, 0.1], 0.2);
        Assert.Equal((0.0, true, 0.1, 0.1), (inside.P, inside.Equivalent, inside.Low, inside.High));
        Assert.Equal((1.0, false), (Of([0.2, 0.2, 0.2], 0.2).P, Of([0.2, 0.2, 0.2], 0.2).Equivalent));
        Assert.Equal((1.0, 0.0, 1.0), (Of([-0.3, -0.3, -0.3], 0.2).P, Of([-0.3, -0.3, -0.3], 0.2).UpperP, Of([-0.3, -0.3, -0.3], 0.2).LowerP));
    }

    [Fact]
    public void Few_pairs_leave_out_what_they_cannot_give()
    {
        EquivalenceTest two = Of([0.1, 0.2], 1);
        Assert.Equal((2, null, false), (two.Pairs, two.P, two.Equivalent));
        Assert.NotNull(two.Low);
        Assert.Equal((0, null, null, false), (Of([], 1).Pairs, Of([], 1).Difference, Of([], 1).Low, Of([], 1).Equivalent));
    }

    [Fact]
    public void Is_equivalent_exactly_where_the_90_percent_interval_is_inside()
    {
        int inside = 0;
        Gen.Select(Gen.Double[-1, 1.3].Array[3, 12], Gen.Double[0.1, 1]).Sample(
            (differences, bound) =>
            {
                EquivalenceTest test = Of(differences, bound);
                inside += test.Equivalent ? 1 : 0;
                return test.Equivalent == (test.Low > -bound && test.High < bound) && Of([.. differences.Select(value => -value)], bound).Equivalent == test.Equivalent;
            },
            threads: 1);
        Assert.InRange(inside, 5, 95);
    }

    [Fact]
    public void Refuses_bounds_that_allow_nothing()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Of(Eight, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Of(Eight, double.NaN));
        Assert.Throws<ArgumentException>(() => EquivalenceTest.Of([1], [1, 2], 1));
    }

    private static EquivalenceTest Of(double[] differences, double bound) => EquivalenceTest.Of(new double[differences.Length], differences, bound);
}
