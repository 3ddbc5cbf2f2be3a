using CsCheck;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Statistics;

public sealed class PairedTTestTests
{
    // Differences 1, 2, 3: mean 2, s = 1, t = 2 / (1/√3) = 2√3; with 2 degrees p = 1 - t/√(2 + t²) = 1 - 2√3/√14.
    // The interval: 2 ± 4.30265272974946 / √3, where 0.95 √(2 / (1 - 0.95²)) = 4.30265272974946.
    [Fact]
    public void Three_pairs_worked_by_hand()
    {
        PairedTTest test = PairedTTest.Of([10, 20, 30], [11, 22, 33]);
        Assert.Equal(3, test.Pairs);
        Assert.Equal(2, test.Difference);
        Assert.Equal(2 * Math.Sqrt(3), test.T!.Value, 1e-12);
        Assert.Equal(1 - (2 * Math.Sqrt(3) / Math.Sqrt(14)), test.P!.Value, 1e-10);
        Assert.Equal(2 - (4.30265272974946 / Math.Sqrt(3)), test.Low!.Value, 1e-8);
        Assert.Equal(2 + (4.30265272974946 / Math.Sqrt(3)), test.High!.Value, 1e-8);
    }

    // Differences 1 … 5: mean 3, s² = 2.5, t = 3/√0.5 = √18. With 4 degrees u² = 18 / (1 + 18/4) = 36/11 and
    // p = 1 - (3/4) √(36/11) (1 - 3/11) = 1 - (3/4)(6/√11)(8/11) = 1 - 36/(11 √11) = 0.0132356…
    [Fact]
    public void Five_pairs_worked_by_hand()
    {
        PairedTTest test = PairedTTest.Of([0, 0, 0, 0, 0], [5, 3, 1, 2, 4]);
        Assert.Equal(Math.Sqrt(18), test.T!.Value, 1e-12);
        Assert.Equal(1 - (36 / (11 * Math.Sqrt(11))), test.P!.Value, 1e-10);
    }

    [Fact]
    public void A_constant_difference_is_its_own_interval_and_certain()
    {
        PairedTTest test = PairedTTest.Of([1, 2, 7, 3, 5], [2, 3, 8, 4, 6]);
        Assert.Equal((1, 1, 1, 0, null), (test.Difference, test.Low, test.High, test.P, test.T));
        PairedTTest none = PairedTTest.Of([1, 2, 7], [1, 2, 7]);
        Assert.Equal((0, 0, 0, 1, null), (none.Difference, none.Low, none.High, none.P, none.T));
    }

    // Three differences of one sign come about by chance in 2 of 8 cases, four in 2 of 16: that they are of one size says nothing where sizes are few.
    [Fact]
    public void A_constant_difference_of_3_or_4_pairs_is_worth_its_signs()
    {
        PairedTTest three = PairedTTest.Of([1, 2, 7], [2, 3, 8]);
        Assert.Equal((1, 1, 1, 0.25, null), (three.Difference, three.Low, three.High, three.P, three.T));
        Assert.Equal(0.125, PairedTTest.Of([1, 2, 7, 3], [0, 1, 6, 2]).P);
    }

    // 0.3 - 0.2, 0.4 - 0.3 and 0.9 - 0.8 differ in their last bits as doubles, and mean one number.
    [Fact]
    public void A_difference_that_varies_by_rounding_only_is_constant()
    {
        PairedTTest test = PairedTTest.Of([0.2, 0.3, 0.8, 0.2, 0.3], [0.3, 0.4, 0.9, 0.3, 0.4]);
        Assert.Null(test.T);
        Assert.Equal(0, test.P);
        Assert.Equal(0.1, test.Difference!.Value, 1e-15);
        Assert.Equal(1, PairedTTest.Of([0.3, 0.3, 0.3], [0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2]).P);
    }

    [Fact]
    public void Few_pairs_leave_out_what_they_cannot_give()
    {
        PairedTTest none = PairedTTest.Of([], []);
        Assert.Equal((0, null, null, null), (none.Pairs, none.Difference, none.Low, none.P));
        PairedTTest one = PairedTTest.Of([1], [3]);
        Assert.Equal((1, 2, null, null), (one.Pairs, one.Difference, one.Low, one.P));
        PairedTTest two = PairedTTest.Of([1, 1], [3, 4]);
        Assert.NotNull(two.Low);
        Assert.NotNull(two.T);
        Assert.Null(two.P);
    }

    [Fact]
    public void Swapping_the_arms_negates_the_difference_and_keeps_p() =>
        Gen.Select(Gen.Double[-5, 5].Array[3, 9], Gen.Double[-5, 5].Array[9]).Sample(
            (first, longer) =>
            {
                double[] second = longer[..first.Length];
                PairedTTest forth = PairedTTest.Of(first, second);
                PairedTTest back = PairedTTest.Of(second, first);
                return Math.Abs(forth.Difference!.Value + back.Difference!.Value) < 1e-12
                    && Math.Abs(forth.P!.Value - back.P!.Value) < 1e-9
                    && forth.Low <= forth.Difference && forth.Difference <= forth.High;
            },
            threads: 1);

    [Fact]
    public void Refuses_numbers_that_are_no_pairs()
    {
        Assert.Throws<ArgumentException>(() => PairedTTest.Of([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => PairedTTest.Of([1, double.NaN], [1, 2]));
    }
}
