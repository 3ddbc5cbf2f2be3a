using CsCheck;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Statistics;

public sealed class BenjaminiHochbergTests
{
    // p = np.array([.01, .04, .03, .005, .2, .04]); o = np.argsort(p); np.minimum.accumulate((p[o] * 6 / np.arange(1, 7))[::-1])[::-1], put back in the order of p. Ascending
    // 0.005, 0.01, 0.03, 0.04, 0.04, 0.2 times 6, 3, 2, 1.5, 1.2, 1: 0.03, 0.03, 0.06, 0.06, 0.048, 0.2; none may exceed the one after.
    [Fact]
    public void Six_values_as_numpy_gives_them() => AssertClose([0.03, 0.048, 0.048, 0.03, 0.2, 0.048], BenjaminiHochberg.Adjust([0.01, 0.04, 0.03, 0.005, 0.2, 0.04]));

    [Fact]
    public void One_test_and_no_test_need_no_correction()
    {
        AssertClose([0.04], BenjaminiHochberg.Adjust([0.04]));
        Assert.Empty(BenjaminiHochberg.Adjust([]));
        AssertClose([0.9, 0, 0.9], BenjaminiHochberg.Adjust([0.9, 0, 0.8]));
    }

    [Fact]
    public void Lies_between_the_p_value_and_Holm() => Gen.Double[0, 1].Select(Gen.Int[1, 4], (value, power) => Math.Pow(value, power)).Array[1, 15].Sample(
        values =>
        {
            IReadOnlyList<double> adjusted = BenjaminiHochberg.Adjust(values);
            IReadOnlyList<double> holm = HolmCorrection.Adjust(values);
            return values.Select((value, index) => value <= adjusted[index] + 1e-15 && adjusted[index] <= holm[index] + 1e-15).All(inside => inside);
        },
        threads: 1);

    [Fact]
    public void Rejects_exactly_what_the_step_up_procedure_rejects()
    {
        int rejections = 0;
        Gen.Select(Gen.Double[0, 0.03], Gen.Double[0, 1]).Select((small, any) => any < 0.6 ? small : any).Array[1, 12].Sample(
            values =>
            {
                double[] ascending = [.. values.Order()];
                int count = Enumerable.Range(1, values.Length).LastOrDefault(rank => ascending[rank - 1] * values.Length / rank <= 0.05);
                rejections += count;
                IReadOnlyList<double> adjusted = BenjaminiHochberg.Adjust(values);
                return values.Select((value, index) => adjusted[index] <= 0.05 == (count > 0 && value <= ascending[count - 1])).All(same => same);
            },
            threads: 1);
        Assert.True(rejections > 50, $"Only {rejections} rejections: the inputs prove little.");
    }

    [Fact]
    public void Refuses_what_is_no_probability()
    {
        Assert.Equal("pValues", Assert.Throws<ArgumentException>(() => BenjaminiHochberg.Adjust([0.5, 1.5])).ParamName);
        Assert.Throws<ArgumentException>(() => BenjaminiHochberg.Adjust([double.NaN]));
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
