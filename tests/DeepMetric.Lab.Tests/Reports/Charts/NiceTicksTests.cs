using CsCheck;
using DeepMetric.Lab.Reports.Charts;

namespace DeepMetric.Lab.Tests.Reports.Charts;

public sealed class NiceTicksTests
{
    // Ranges over many sizes, where rounding cannot swallow the span.
    private static readonly Gen<(double Low, double High, int AtMost)> Ranges =
        Gen.Select(Gen.Double[-5, 5], Gen.Double[0.01, 10], Gen.Int[-12, 12], Gen.Int[2, 12])
            .Select((low, span, exponent, atMost) => (low * Math.Pow(10, exponent), (low + span) * Math.Pow(10, exponent), atMost));

    [Fact]
    public void Lie_within_the_range_in_order_and_are_few_enough() => Ranges.Sample(
        range =>
        {
            double[] ticks = [.. NiceTicks.Linear(range.Low, range.High, range.AtMost)];
            double slack = 1e-6 * (range.High - range.Low);
            Assert.InRange(ticks.Length, range.AtMost >= 5 ? 2 : 0, range.AtMost);
            Assert.All(ticks, tick => Assert.InRange(tick, range.Low - slack, range.High + slack));
            Assert.Equal(ticks.Order().Distinct(), ticks);
        },
        threads: 1);

    [Fact]
    public void Are_multiples_of_one_two_or_five_times_a_power_of_ten()
    {
        int proper = 0;
        Ranges.Sample(
            range =>
            {
                double[] ticks = [.. NiceTicks.Linear(range.Low, range.High, range.AtMost)];
                if (ticks.Length < 2)
                {
                    return;
                }

                proper++;
                double step = ticks[1] - ticks[0];
                double mantissa = step / Math.Pow(10, Math.Floor(Math.Log10(step) + 1e-6));
                Assert.Contains([1.0, 2.0, 5.0], nice => Math.Abs(mantissa - nice) < 1e-4);
                Assert.All(ticks, tick => Assert.Equal(Math.Round(tick / step), tick / step, 1e-4));
            },
            iter: 1000,
            threads: 1);
        Assert.True(proper > 500, $"only {proper} of 1000 ranges had two marks");
    }

    [Fact]
    public void Are_as_fine_as_allowed() => Ranges.Sample(
        range =>
        {
            // The next finer step, at least 2.5 times as fine at most, would have to give too many marks.
            double[] ticks = [.. NiceTicks.Linear(range.Low, range.High, range.AtMost)];
            if (ticks.Length >= 2)
            {
                double finer = (ticks[1] - ticks[0]) / 2.5;
                Assert.True(((range.High - range.Low) / finer) + 1 >= range.AtMost, $"{ticks.Length} of {range.AtMost}");
            }
        },
        threads: 1);

    [Fact]
    public void Of_zero_to_one_are_the_fifths() =>
        Assert.Equal([0, 0.2, 0.4, 0.6, 0.8, 1], NiceTicks.Linear(0, 1, 6));

    [Fact]
    public void Of_a_wide_logarithmic_range_are_powers_of_ten() =>
        Assert.Equal([0.001, 0.01, 0.1, 1, 10], NiceTicks.Logarithmic(0.0005, 20, 7));

    [Fact]
    public void Of_a_narrow_logarithmic_range_are_also_doubles_and_fivefolds() =>
        Assert.Equal([0.02, 0.05, 0.1, 0.2, 0.5, 1], NiceTicks.Logarithmic(0.015, 1.2, 7));

    [Fact]
    public void Of_logarithmic_ranges_lie_within_them() => Gen.Select(Gen.Double[-9, 9], Gen.Double[0.2, 12], Gen.Int[5, 9]).Sample(
        (low, span, atMost) =>
        {
            double from = Math.Pow(10, low);
            double to = Math.Pow(10, low + span);
            double[] ticks = [.. NiceTicks.Logarithmic(from, to, atMost)];
            Assert.InRange(ticks.Length, 2, atMost);
            Assert.All(ticks, tick => Assert.InRange(tick, from * (1 - 1e-6), to * (1 + 1e-6)));
            Assert.Equal(ticks.Order().Distinct(), ticks);
        },
        threads: 1);

    [Theory]
    [InlineData(1, 1, 5)]
    [InlineData(2, 1, 5)]
    [InlineData(double.NaN, 1, 5)]
    [InlineData(0, double.PositiveInfinity, 5)]
    [InlineData(0, 1, 1)]
    public void Of_a_range_that_is_none_are_refused(double low, double high, int atMost) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NiceTicks.Linear(low, high, atMost));
}
