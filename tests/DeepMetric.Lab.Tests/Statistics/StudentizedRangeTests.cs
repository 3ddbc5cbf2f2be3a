using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Statistics;

public sealed class StudentizedRangeTests
{
    // scipy.stats.studentized_range.ppf(1 - level, k, np.inf); the same by mpmath in 30 digits.
    [Theory]
    [InlineData(0.05, 2, 2.771807648699356)]
    [InlineData(0.05, 3, 3.314493155398121)]
    [InlineData(0.05, 4, 3.633159574902629)]
    [InlineData(0.05, 10, 4.474124221725905)]
    [InlineData(0.1, 5, 3.478280550703067)]
    [InlineData(0.01, 50, 6.228392608582209)]
    public void Critical_values_equal_scipy(double level, int groups, double expected) => Assert.Equal(expected, StudentizedRange.Critical(level, groups), 1e-11);

    // scipy.stats.studentized_range.cdf(q, k, np.inf).
    [Theory]
    [InlineData(1, 3, 0.2407126412293388)]
    [InlineData(3, 5, 0.7891234950364622)]
    [InlineData(0.2, 2, 0.1124629160182849)]
    [InlineData(8, 20, 0.9999971098386072)]
    public void Probabilities_equal_scipy(double q, int groups, double expected) => Assert.Equal(expected, StudentizedRange.Cumulative(q, groups), 1e-13);

    // The range of two is |X - Y|, normal with variance 2: F(q) = erf(q / 2).
    [Fact]
    public void Of_two_groups_it_is_the_error_function()
    {
        foreach (double q in (double[])[0.001, 0.1, 1, 2.5, 6, 12, 50])
        {
            Assert.Equal(MathNet.Numerics.SpecialFunctions.Erf(q / 2), StudentizedRange.Cumulative(q, 2), 1e-13);
        }

        Assert.Equal(0, StudentizedRange.Cumulative(-1, 2));
        Assert.Equal(1, StudentizedRange.Cumulative(double.PositiveInfinity, 4), 1e-13);
    }

    [Fact]
    public void Critical_values_and_probabilities_are_inverse()
    {
        foreach (int groups in (int[])[2, 3, 7, 45, 300])
        {
            foreach (double level in (double[])[0.9, 0.5, 0.1, 0.01, 1e-4])
            {
                Assert.Equal(1 - level, StudentizedRange.Cumulative(StudentizedRange.Critical(level, groups), groups), 1e-12);
            }
        }
    }

    [Fact]
    public void Refuses_what_has_no_distribution()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentizedRange.Cumulative(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentizedRange.Cumulative(double.NaN, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentizedRange.Critical(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentizedRange.Critical(0.05, 1));
    }
}
