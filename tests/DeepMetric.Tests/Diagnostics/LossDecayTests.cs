using CsCheck;
using DeepMetric.Diagnostics;

namespace DeepMetric.Tests.Diagnostics;

public sealed class LossDecayTests
{
    [Fact]
    public void Relative_decay_is_the_share_lost_per_step()
    {
        Assert.Equal([0.5, -1.0, 1.0, null], LossDecay.RelativeDecay([4, 2, 4, 0, 3]));
        Assert.Empty(LossDecay.RelativeDecay([4]));
        Assert.Empty(LossDecay.RelativeDecay([]));
    }

    [Fact]
    public void Fits_an_exact_exponential_exactly() =>
        Gen.Select(Gen.Double[-0.5, 2], Gen.Double[0.01, 50], Gen.Int[2, 30]).Sample((rate, start, count) =>
        {
            double[] series = [.. Enumerable.Range(0, count).Select(t => start * Math.Exp(-rate * t))];
            return Math.Abs(LossDecay.FittedRate(series)!.Value - rate) < 1e-9;
        }, threads: 1);

    [Fact]
    public void Zero_losses_are_left_out_and_the_others_keep_their_time()
    {
        double[] series = [3, 3 * Math.Exp(-0.4), 0, 3 * Math.Exp(-1.2), 0, 0, 3 * Math.Exp(-2.4)];
        Assert.Equal(0.4, LossDecay.FittedRate(series)!.Value, 1e-12);
    }

    // ln L = 0, -1, -1 at t = 0, 1, 2: slope = Σ (t - 1)(ln L + 2/3) / 2 = (-2/3 - 1/3)/2 = -1/2.
    [Fact]
    public void Fits_by_least_squares_of_the_logarithm() =>
        Assert.Equal(0.5, LossDecay.FittedRate([1, Math.Exp(-1), Math.Exp(-1)])!.Value, 1e-12);

    [Fact]
    public void Has_no_rate_of_fewer_than_two_positive_losses()
    {
        Assert.Null(LossDecay.FittedRate([]));
        Assert.Null(LossDecay.FittedRate([2]));
        Assert.Null(LossDecay.FittedRate([0, 2, 0]));
    }

    [Fact]
    public void Counts_up_to_the_first_value_that_is_low_enough()
    {
        double[] series = [8, 7, 4, 6, 0.8, 0.1];
        Assert.Equal(3, LossDecay.StepsToLose(series, 0.5));
        Assert.Equal(5, LossDecay.StepsToLose(series, 0.9));
        Assert.Equal(2, LossDecay.StepsToLose([1, 0.1], 0.9));
        Assert.Null(LossDecay.StepsToLose(series, 1));
        Assert.Null(LossDecay.StepsToLose([8, 9, 10], 0.1));
        Assert.Null(LossDecay.StepsToLose([], 0.5));
        Assert.Null(LossDecay.StepsToLose([0, 0], 0.5));
    }

    [Fact]
    public void Says_what_is_wrong_with_its_input()
    {
        Assert.Contains("found NaN at position 1", Assert.Throws<ArgumentException>(() => LossDecay.FittedRate([1, double.NaN])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => LossDecay.StepsToLose([1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LossDecay.StepsToLose([1], 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LossDecay.StepsToLose([1], double.NaN));
    }
}
