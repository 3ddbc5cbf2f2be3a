using CsCheck;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Statistics;

public sealed class PermutationTestTests
{
    private static readonly double[] Eight = [0.021, -0.004, 0.013, 0.008, 0.030, 0.001, -0.002, 0.017];

    // scipy.stats.permutation_test((d,), np.mean, permutation_type='samples', n_resamples=np.inf).pvalue with d = Eight: 14 of 256 patterns.
    [Fact]
    public void Eight_pairs_as_scipy_counts_them()
    {
        PermutationTest test = Of(Eight);
        Assert.Equal(0.0546875, test.P);
        Assert.Equal((8, 256L, true, 2 / 256.0, null), (test.Pairs, test.Patterns, test.IsExact, test.SmallestP, test.Refusal));
        Assert.Equal(0.0105, test.Difference!.Value, 1e-15);
    }

    // The same expression with d = np.array([3, -1, 4, 1, -5, 9, 2, 6, 5, -3, 5, 8]): 214 of 4,096 patterns, many of them ties; and once more in tenths, where
    // sums that are equal differ in their last bits.
    [Theory]
    [InlineData(1)]
    [InlineData(0.1)]
    public void Twelve_pairs_with_ties_as_scipy_counts_them(double unit) =>
        Assert.Equal(0.05224609375, Of([.. ((double[])[3, -1, 4, 1, -5, 9, 2, 6, 5, -3, 5, 8]).Select(value => value * unit)]).P);

    [Fact]
    public void Differences_of_one_sign_have_the_smallest_p_and_no_difference_has_1()
    {
        Assert.Equal(2 / 64.0, Of([1, 2, 3, 4, 5, 6]).P);
        Assert.Equal(2 / 64.0, Of([0.1, 0.1, 0.1, 0.1, 0.1, 0.1]).P);
        Assert.Equal(2 / (double)(1 << 20), Of([.. Enumerable.Repeat(0.3, 20)]).P);
        Assert.Equal(1, Of(new double[10]).P);
        Assert.Equal(1, Of(new double[30]).P);
    }

    [Fact]
    public void Fewer_than_6_pairs_are_refused_with_the_smallest_p()
    {
        PermutationTest test = Of([1, 2, 3, 4, 5]);
        Assert.Null(test.P);
        Assert.Equal(0.0625, test.SmallestP);
        Assert.Equal("Expected at least 6 pairs, found 5: no p-value could fall below 0.0625.", test.Refusal);
        Assert.Equal((0, null, 1), (Of([]).Pairs, Of([]).P, Of([]).SmallestP));
    }

    [Fact]
    public void Counts_as_the_definition_does()
    {
        int small = 0;
        Gen.Int[-6, 12].Array[6, 11].Sample(
            values =>
            {
                double[] differences = [.. values.Select(value => value / 10.0)];
                double expected = Counted(values);
                small += expected < 0.1 ? 1 : 0;
                return Of(differences).P == expected;
            },
            iter: 60,
            threads: 1);
        Assert.True(small > 5, $"Only {small} small p-values: the inputs prove little.");
    }

    [Fact]
    public void Order_and_direction_do_not_matter() => Gen.Double[-1, 2].Array[6, 20].Sample(
        differences =>
        {
            double? p = Of(differences).P;
            return p == Of([.. differences.Reverse()]).P && p == Of([.. differences.Select(value => -value)]).P && p >= Of(differences).SmallestP && p <= 1;
        },
        iter: 50,
        threads: 1);

    // With 21 pairs patterns are drawn. Differences 1 … 21 with every fourth negative: 2^21 patterns counted by a sum over subsets give p exactly.
    [Fact]
    public void Beyond_20_pairs_it_comes_near_the_exact_p_and_follows_from_the_seed()
    {
        int[] values = [.. Enumerable.Range(1, 21).Select(i => i % 4 == 0 ? -i : i)];
        double exact = Counted(values);
        PermutationTest drawn = Of([.. values.Select(value => (double)value)]);
        Assert.Equal((false, 99_999L, 1e-5), (drawn.IsExact, drawn.Patterns, drawn.SmallestP));
        Assert.InRange(exact, 0.001, 0.2);
        Assert.Equal(exact, drawn.P!.Value, 4 * Math.Sqrt(exact / 99_999));
        Assert.Equal(drawn, Of([.. values.Select(value => (double)value)]));
        Assert.NotEqual(drawn.P, PermutationTest.Of(new double[21], [.. values.Select(value => (double)value)], seed: 1).P);
        Assert.Equal(1 / 1000.0, PermutationTest.Of(new double[80], [.. Enumerable.Repeat(1.0, 80)], draws: 999).P);
    }

    // Pairs without a difference: p is at most 0.05 in at most 5 % of 2,000 cases, here 0.05 ± 3 standard errors of 0.5 points.
    [Fact]
    public void Keeps_its_level()
    {
        var random = new SplitMix(3);
        int rejected = Enumerable.Range(0, 2000).Count(_ => Of([.. Enumerable.Range(0, 8).Select(_ => random.Normal())]).P <= 0.05);
        Assert.InRange(rejected / 2000.0, 0.03, 0.06);
    }

    [Fact]
    public void Refuses_numbers_that_are_no_pairs()
    {
        Assert.Throws<ArgumentException>(() => PermutationTest.Of([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => Of([1, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PermutationTest.Of([1], [1], draws: 0));
    }

    private static PermutationTest Of(double[] differences) => PermutationTest.Of(new double[differences.Length], differences);

    /// <summary>How many patterns there are for each sum, by adding one value after the other.</summary>
    private static double Counted(int[] values)
    {
        var patterns = new Dictionary<int, long> { [0] = 1 };
        foreach (int value in values)
        {
            var next = new Dictionary<int, long>();
            foreach ((int sum, long count) in patterns)
            {
                next[sum + value] = next.GetValueOrDefault(sum + value) + count;
                next[sum - value] = next.GetValueOrDefault(sum - value) + count;
            }

            patterns = next;
        }

        return patterns.Where(entry => Math.Abs(entry.Key) >= Math.Abs(values.Sum())).Sum(entry => entry.Value) / Math.Pow(2, values.Length);
    }
}
