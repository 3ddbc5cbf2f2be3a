using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Statistics;

// The density with v degrees of freedom integrates in closed form for these v (substitute t = √v tan a):
//   v = 1: F(t) = 1/2 + atan(t)/π                         so p = (2/π) atan(1/|t|)
//   v = 2: F(t) = 1/2 + t / (2 √(2 + t²))                 so p = 1 - |t| / √(2 + t²)
//   v = 4: F(t) = 1/2 + (3/8) u (1 - u²/12), u = t/√(1 + t²/4), so p = 1 - (3/4) |u| (1 - u²/12)
public sealed class StudentTTests
{
    private static readonly double[] Statistics = [0, 1e-6, 0.1, 0.5, 1, 1.9, 2.7764451, 5, 12.706, 40, 300];

    [Fact]
    public void P_equals_the_closed_forms_for_1_2_and_4_degrees()
    {
        foreach (double t in Statistics)
        {
            double u = t / Math.Sqrt(1 + (t * t / 4));
            Assert.Equal(t == 0 ? 1 : 2 / Math.PI * Math.Atan(1 / t), StudentT.TwoSidedP(t, 1), 1e-11);
            Assert.Equal(1 - (t / Math.Sqrt(2 + (t * t))), StudentT.TwoSidedP(t, 2), 1e-11);
            Assert.Equal(1 - (0.75 * u * (1 - (u * u / 12))), StudentT.TwoSidedP(t, 4), 1e-11);
        }
    }

    [Fact]
    public void P_is_the_same_for_both_signs_and_0_at_infinity()
    {
        Assert.Equal(StudentT.TwoSidedP(2.5, 4), StudentT.TwoSidedP(-2.5, 4));
        Assert.Equal(0, StudentT.TwoSidedP(double.NegativeInfinity, 4));
    }

    // For v = 2, 1 - t/√(2 + t²) = 1/t² - 3/(2t⁴) + …: at t = 1e5 it is 1e-10 to ten digits, which 1 - F(t) could not give.
    [Fact]
    public void P_keeps_its_digits_in_the_far_tail() => Assert.Equal(1, StudentT.TwoSidedP(1e5, 2) / 1e-10, 1e-8);

    // Inverting the closed forms at F = 0.975: v = 1: tan(0.475 π); v = 2: with a = 0.95, t = a √(2 / (1 - a²));
    // v = 4: the root of the cubic in u, u (1 - u²/12) = 0.95 · 4/3, then t = u / √(1 - u²/4).
    [Fact]
    public void Critical_values_equal_the_closed_forms()
    {
        Assert.Equal(Math.Tan(0.475 * Math.PI), StudentT.Critical(0.95, 1), 1e-8);
        Assert.Equal(0.95 * Math.Sqrt(2 / (1 - (0.95 * 0.95))), StudentT.Critical(0.95, 2), 1e-8);
        double u = 1.5;
        for (int step = 0; step < 60; step++)
        {
            u -= ((u * (1 - (u * u / 12))) - (0.95 * 4 / 3)) / (1 - (u * u / 4));
        }

        Assert.Equal(u / Math.Sqrt(1 - (u * u / 4)), StudentT.Critical(0.95, 4), 1e-8);
    }

    [Fact]
    public void Critical_values_and_p_are_inverse()
    {
        for (int degrees = 1; degrees <= 30; degrees++)
        {
            Assert.Equal(0.05, StudentT.TwoSidedP(StudentT.Critical(0.95, degrees), degrees), 1e-13);
            Assert.Equal(0.01, StudentT.TwoSidedP(StudentT.Critical(0.99, degrees), degrees), 1e-13);
        }
    }

    // A level of 0.0001 and smaller, as corrections ask for, has far critical values: with 1 degree of freedom tan((1 - level) π/2), about 2 / (π level).
    [Fact]
    public void Critical_values_keep_their_digits_in_the_far_tail()
    {
        Assert.Equal(1, StudentT.Critical(1 - 1e-4, 1) / (1 / Math.Tan(1e-4 * Math.PI / 2)), 1e-11);
        Assert.Equal(1, StudentT.Critical(1 - 1e-6, 1) / (1 / Math.Tan(1e-6 * Math.PI / 2)), 1e-9);
        Assert.Equal(0, StudentT.Critical(1e-9, 5), 1e-8);
    }

    [Fact]
    public void The_upper_tail_is_half_of_both_and_the_rest_below_0()
    {
        Assert.Equal(0.5, StudentT.UpperTailP(0, 3));
        Assert.Equal(0.025, StudentT.UpperTailP(StudentT.Critical(0.95, 6), 6), 1e-13);
        Assert.Equal(0.975, StudentT.UpperTailP(-StudentT.Critical(0.95, 6), 6), 1e-13);
    }

    [Fact]
    public void Refuses_what_has_no_distribution()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.TwoSidedP(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.TwoSidedP(double.NaN, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.Critical(1, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.Critical(0.95, 0));
    }
}
