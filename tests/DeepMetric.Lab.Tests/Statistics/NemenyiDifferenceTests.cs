using CsCheck;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Statistics;

public sealed class NemenyiDifferenceTests
{
    // Demšar, JMLR 2006, section 3.2.2: four algorithms with mean ranks 3.143, 2.000, 2.893, 1.964 over 14 data sets have critical difference 1.25 at 0.05 and 1.12 at 0.10. In full
    // digits studentized_range.ppf(.95, 4, np.inf) / np.sqrt(2) * np.sqrt(4 * 5 / (6 * 14)) of scipy.stats, with 3.633159574902629 for the first factor.
    [Fact]
    public void Equals_the_example_of_the_paper()
    {
        NemenyiDifference at5 = NemenyiDifference.Of([3.143, 2.000, 2.893, 1.964], 14);
        Assert.Equal(3.633159574902629 / Math.Sqrt(2) * Math.Sqrt(20 / 84.0), at5.CriticalDifference, 1e-11);
        Assert.Equal(1.25, at5.CriticalDifference, 0.005);
        NemenyiDifference at10 = NemenyiDifference.Of([3.143, 2.000, 2.893, 1.964], 14, level: 0.1);
        Assert.Equal(1.12, at10.CriticalDifference, 0.005);
        Assert.Equal([[3, 1, 2, 0]], at5.Groups);

        // 3.143 is told apart from both 1.964 and 2.000 at 0.10, 2.893 from neither.
        Assert.Equal([[3, 1, 2], [2, 0]], at10.Groups);
    }

    [Fact]
    public void Arms_far_apart_are_in_no_group() => Assert.Empty(NemenyiDifference.Of([1, 2, 3], 100).Groups);

    [Fact]
    public void Two_arms_share_a_group_exactly_where_they_are_less_than_the_difference_apart()
    {
        int apart = 0;
        Gen.Select(Gen.Double[1, 8].Array[2, 8], Gen.Int[3, 40]).Sample(
            (ranks, blocks) =>
            {
                NemenyiDifference found = NemenyiDifference.Of(ranks, blocks);
                bool right = true;
                for (int a = 0; a < ranks.Length; a++)
                {
                    for (int b = 0; b < a; b++)
                    {
                        bool near = Math.Abs(ranks[a] - ranks[b]) < found.CriticalDifference;
                        apart += near ? 0 : 1;
                        right &= near == found.Groups.Any(group => group.Contains(a) && group.Contains(b));
                    }
                }

                return right && found.Groups.All(group => !found.Groups.Any(other => other != group && group.All(other.Contains)));
            },
            threads: 1);
        Assert.True(apart > 50, $"Only {apart} pairs apart: the inputs prove little.");
    }

    [Fact]
    public void Refuses_what_has_no_difference()
    {
        Assert.Throws<ArgumentException>(() => NemenyiDifference.Of([1], 5));
        Assert.Throws<ArgumentException>(() => NemenyiDifference.Of([1, double.NaN], 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => NemenyiDifference.Of([1, 2], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => NemenyiDifference.Of([1, 2], 5, level: 1));
    }
}
