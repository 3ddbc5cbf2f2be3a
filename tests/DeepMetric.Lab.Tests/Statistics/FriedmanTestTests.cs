using CsCheck;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Statistics;

public sealed class FriedmanTestTests
{
    private static readonly double[][] Six =
    [
        [0.91, 0.89, 0.93, 0.90], [0.85, 0.85, 0.88, 0.80], [0.77, 0.79, 0.79, 0.79], [0.60, 0.55, 0.65, 0.58], [0.95, 0.94, 0.96, 0.96], [0.70, 0.71, 0.72, 0.69],
    ];

    // x = np.array(Six): rankdata(-x, axis=1).mean(0); q, p = friedmanchisquare(*x.T); F = 5 * q / (6 * 3 - q); f.sf(F, 3, 15) of scipy.stats.
    [Fact]
    public void Six_blocks_with_ties_as_scipy_gives_them()
    {
        FriedmanTest test = FriedmanTest.Of(Six);
        Assert.Equal((4, 6), (test.Arms, test.Blocks));
        Assert.Equal([33 / 12.0, 37 / 12.0, 15 / 12.0, 35 / 12.0], test.AverageRanks);
        Assert.Equal(8.555555555555559, test.ChiSquare!.Value, 1e-12);
        Assert.Equal(0.035822609158942594, test.ChiSquareP, 1e-12);
        Assert.Equal(4.529411764705886, test.F!.Value, 1e-12);
        Assert.Equal(0.018816068152502568, test.P, 1e-12);
    }

    [Fact]
    public void Lower_scores_can_be_the_better_ones()
    {
        FriedmanTest lower = FriedmanTest.Of(Six, higherIsBetter: false);
        Assert.Equal([27 / 12.0, 23 / 12.0, 45 / 12.0, 25 / 12.0], lower.AverageRanks);
        Assert.Equal(FriedmanTest.Of(Six).ChiSquare!.Value, lower.ChiSquare!.Value, 1e-12);
    }

    // Three arms in one order in four blocks: χ² = N (k - 1) = 8, p = exp(-4); F is infinite.
    [Fact]
    public void Blocks_that_agree_completely_are_certain()
    {
        FriedmanTest test = FriedmanTest.Of([[1, 2, 3], [10, 20, 30], [0, 0.1, 5], [-1, 0, 1]]);
        Assert.Equal(8, test.ChiSquare!.Value, 1e-12);
        Assert.Equal(Math.Exp(-4), test.ChiSquareP, 1e-12);
        Assert.Equal((null, 0.0), (test.F, test.P));
        Assert.Equal([3.0, 2.0, 1.0], test.AverageRanks);
    }

    [Fact]
    public void Ties_everywhere_show_nothing()
    {
        FriedmanTest test = FriedmanTest.Of([[1, 1, 1], [2, 2, 2]]);
        Assert.Equal((null, 1, null, 1), (test.ChiSquare, test.ChiSquareP, test.F, test.P));
        Assert.Equal([2.0, 2.0, 2.0], test.AverageRanks);
    }

    [Fact]
    public void Only_ranks_matter_and_no_order_does() => Gen.Int[0, 5].Array[4].Array[2, 8].Sample(
        scores =>
        {
            FriedmanTest test = FriedmanTest.Of([.. scores.Select(block => (double[])[.. block.Select(score => (double)score)])]);
            FriedmanTest other = FriedmanTest.Of([.. scores.Reverse().Select(block => (double[])[.. block.Reverse().Select(score => Math.Exp(score) - 7)])]);
            return Math.Abs((test.ChiSquare ?? 0) - (other.ChiSquare ?? 0)) < 1e-9 && Math.Abs(test.P - other.P) < 1e-9
                && Math.Abs(test.AverageRanks.Sum() - 10) < 1e-12 && test.ChiSquare is not < 0 && test.P is >= 0 and <= 1;
        },
        threads: 1);

    [Fact]
    public void Refuses_what_cannot_be_ranked()
    {
        Assert.Contains("found 1 blocks of 3", Assert.Throws<ArgumentException>(() => FriedmanTest.Of([[1, 2, 3]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FriedmanTest.Of([]));
        Assert.Throws<ArgumentException>(() => FriedmanTest.Of([[1, 2], [1, 2]]));
        Assert.Throws<ArgumentException>(() => FriedmanTest.Of([[1, 2, 3], [1, 2]]));
        Assert.Throws<ArgumentException>(() => FriedmanTest.Of([[1, 2, 3], [1, 2, double.NaN]]));
    }
}
