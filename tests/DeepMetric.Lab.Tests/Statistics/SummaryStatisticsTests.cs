using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Statistics;

public sealed class SummaryStatisticsTests
{
    // 2, 4, 4, 6, 9: mean 5, squares 9 + 1 + 1 + 1 + 16 = 28, s² = 7; half width 2.7764451051977987 √(7/5).
    [Fact]
    public void Five_numbers_worked_by_hand()
    {
        SummaryStatistics summary = SummaryStatistics.Of([2, 4, 4, 6, 9]);
        Assert.Equal(5, summary.Count);
        Assert.Equal(5, summary.Mean, 1e-14);
        Assert.Equal(Math.Sqrt(7), summary.StandardDeviation!.Value, 1e-14);
        Assert.Equal(5 - (2.7764451051977987 * Math.Sqrt(1.4)), summary.Low!.Value, 1e-8);
        Assert.Equal(5 + (2.7764451051977987 * Math.Sqrt(1.4)), summary.High!.Value, 1e-8);
    }

    [Fact]
    public void One_number_has_no_interval()
    {
        SummaryStatistics summary = SummaryStatistics.Of([0.1]);
        Assert.Equal((1, 0.1, null, null, null), (summary.Count, summary.Mean, summary.StandardDeviation, summary.Low, summary.High));
    }

    [Fact]
    public void Equal_numbers_have_an_interval_of_no_width()
    {
        SummaryStatistics summary = SummaryStatistics.Of([0.1, 0.1, 0.1]);
        Assert.Equal((0.1, 0.1, 0.1), (summary.Low, summary.Mean, summary.High));
    }

    [Fact]
    public void Large_offsets_keep_the_spread() => Assert.Equal(1, SummaryStatistics.Of([1e9, 1e9 + 1, 1e9 + 2]).StandardDeviation!.Value, 1e-9);

    [Fact]
    public void Refuses_no_numbers_and_numbers_that_are_not_finite()
    {
        Assert.Throws<ArgumentException>(() => SummaryStatistics.Of([]));
        Assert.Throws<ArgumentException>(() => SummaryStatistics.Of([1, double.PositiveInfinity]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SummaryStatistics.Of([1, 2], confidence: 1));
    }
}
