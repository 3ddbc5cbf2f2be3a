using CsCheck;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tests.Statistics;

public sealed class CorrectedResampledTTests
{
    private static readonly Gen<double[]> Varying = Gen.Double[-1, 2].Array[2, 10].Where(differences => differences.Max() - differences.Min() > 1e-6);

    // d = the eight differences; e = d.std(ddof=1) * np.sqrt(1/8 + 1/7); T = d.mean() / e; 2 * t.sf(abs(T), 7); d.mean() ± t.ppf(.975, 7) * e of scipy.stats.
    [Fact]
    public void Eight_folds_as_scipy_gives_them()
    {
        CorrectedResampledT test = CorrectedResampledT.Of(new double[8], [0.021, -0.004, 0.013, 0.008, 0.030, 0.001, -0.002, 0.017], 1 / 7.0);
        Assert.Equal(8, test.Folds);
        Assert.Equal(0.0105, test.Difference!.Value, 1e-15);
        Assert.Equal(1.6957149235046578, test.T!.Value, 1e-12);
        Assert.Equal(0.13375937143033506, test.P!.Value, 1e-10);
        Assert.Equal(-0.004141939096869629, test.Low!.Value, 1e-10);
        Assert.Equal(0.025141939096869629, test.High!.Value, 1e-10);
    }

    [Fact]
    public void Without_a_share_it_is_the_paired_t_test_and_with_one_it_claims_less() => Gen.Select(Varying, Gen.Double[0.01, 1]).Sample(
        (differences, share) =>
        {
            double[] zeros = new double[differences.Length];
            PairedTTest plain = PairedTTest.Of(zeros, differences);
            CorrectedResampledT none = CorrectedResampledT.Of(zeros, differences, 0);
            CorrectedResampledT corrected = CorrectedResampledT.Of(zeros, differences, share);
            return Math.Abs(none.T!.Value - plain.T!.Value) < 1e-9 * (1 + Math.Abs(plain.T.Value)) && none.P is null == plain.P is null
                && Math.Abs((none.P ?? 0) - (plain.P ?? 0)) < 1e-9 && Math.Abs(none.Low!.Value - plain.Low!.Value) < 1e-9
                && Math.Abs(corrected.T!.Value) <= Math.Abs(none.T.Value) && corrected.High - corrected.Low > none.High - none.Low;
        },
        threads: 1);

    [Fact]
    public void A_constant_difference_is_its_own_interval_and_certain()
    {
        CorrectedResampledT test = CorrectedResampledT.Of([1, 2, 7], [2, 3, 8], 0.5);
        Assert.Equal((1, 1, 1, 0, null), (test.Difference, test.Low, test.High, test.P, test.T));
        Assert.Equal(1, CorrectedResampledT.Of([1, 2, 7], [1, 2, 7], 0.5).P);
        CorrectedResampledT one = CorrectedResampledT.Of([1], [2], 0.5);
        Assert.Equal((1, 1, null, null), (one.Folds, one.Difference, one.Low, one.P));
        Assert.Equal((0, null), (CorrectedResampledT.Of([], [], 0.5).Folds, CorrectedResampledT.Of([], [], 0.5).Difference));
    }

    [Fact]
    public void Refuses_shares_that_are_none()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => CorrectedResampledT.Of([1, 2], [2, 4], -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CorrectedResampledT.Of([1, 2], [2, 4], double.NaN));
        Assert.Throws<ArgumentException>(() => CorrectedResampledT.Of([1, 2], [2], 0.1));
    }
}
