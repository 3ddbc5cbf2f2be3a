using CsCheck;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Statistics;

public sealed class HolmCorrectionTests
{
    // Ascending 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1: 0.02, 0.03, 0.06, 0.04; the last may not fall below the one before: 0.06.
    [Fact]
    public void Four_values_worked_by_hand() => AssertClose([0.03, 0.06, 0.06, 0.02], HolmCorrection.Adjust([0.01, 0.04, 0.03, 0.005]));

    // 0.01, 0.01, 0.02 times 3, 2, 1: 0.03, 0.02 and 0.02, raised to 0.03 by the first.
    [Fact]
    public void Ties_stay_ties() => AssertClose([0.03, 0.03, 0.03], HolmCorrection.Adjust([0.01, 0.02, 0.01]));

    [Fact]
    public void Nothing_exceeds_1_and_0_stays_0() => AssertClose([1, 0, 1], HolmCorrection.Adjust([0.9, 0, 0.8]));

    [Fact]
    public void One_test_and_no_test_need_no_correction()
    {
        AssertClose([0.04], HolmCorrection.Adjust([0.04]));
        Assert.Empty(HolmCorrection.Adjust([]));
    }

    [Fact]
    public void Rejects_exactly_what_the_step_down_procedure_rejects()
    {
        int rejections = 0;
        Gen.Select(Gen.Double[0, 0.03], Gen.Double[0, 1]).Select((small, any) => any < 0.6 ? small : any).Array[1, 12].Sample(
            values =>
            {
                IReadOnlyList<double> adjusted = HolmCorrection.Adjust(values);
                bool[] rejected = StepDown(values, 0.05);
                rejections += rejected.Count(flag => flag);
                return values.Select((_, index) => adjusted[index] <= 0.05 == rejected[index]).All(same => same);
            },
            threads: 1);
        Assert.True(rejections > 50, $"Only {rejections} rejections: the inputs prove little.");
    }

    [Fact]
    public void Refuses_what_is_no_probability()
    {
        Assert.Throws<ArgumentException>(() => HolmCorrection.Adjust([0.5, 1.5]));
        Assert.Throws<ArgumentException>(() => HolmCorrection.Adjust([double.NaN]));
    }

    /// <summary>The procedure as published: go up from the smallest while p_(i) ≤ level / (m - i), then stop.</summary>
    private static bool[] StepDown(double[] values, double level)
    {
        bool[] rejected = new bool[values.Length];
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(index => values[index])];
        for (int rank = 0; rank < order.Length && values[order[rank]] * (order.Length - rank) <= level; rank++)
        {
            rejected[order[rank]] = true;
        }

        return rejected;
    }

    private static void AssertClose(double[] expected, IReadOnlyList<double> found)
    {
        Assert.Equal(expected.Length, found.Count);
        for (int index = 0; index < expected.Length; index++)
        {
            Assert.Equal(expected[index], found[index], 1e-15);
        }
    }
}
